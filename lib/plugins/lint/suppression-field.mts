/**
 * JSON has no comments, so this field suppresses rules in a definition. NPD ignores unknown fields.
 */
export const suppressionField = 'plugin-lint-disable'
