const special = /[<>&\u2028\u2029]/
const allSpecial = new RegExp(special, 'g')

const escapeCharacter = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * Renders JSON like Go's `encoding/json`, which also escapes characters that are special in HTML
 * and JavaScript.
 */
export const renderJson = (value: unknown): string => {
  const text = JSON.stringify(value)
  return special.test(text) ? text.replaceAll(allSpecial, escapeCharacter) : text
}
