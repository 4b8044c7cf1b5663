/** JSON has no comments, so this field suppresses rules in a definition. NPD ignores unknown fields. */
export const silenceField = 'plugin-lint-disable'
