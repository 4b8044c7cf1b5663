/** The field that suppresses rules in a definition. NPD ignores unknown fields. */
export const suppressionField = 'plugin-lint-disable'
