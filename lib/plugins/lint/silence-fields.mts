/** NPD ignores a field that it does not know; in a definition, where there are no comments, this one silences. */
export const silenceField = 'plugin-lint-disable'
