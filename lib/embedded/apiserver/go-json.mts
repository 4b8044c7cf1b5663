const specialCharacterPattern = /[<>&\u2028\u2029]/
const allSpecialCharactersPattern = new RegExp(specialCharacterPattern, 'g')

const escapeCharacter = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * Renders JSON like Go's `encoding/json`, which also escapes characters that are special in HTML
 * and JavaScript.
 */
export const renderJson = (value: unknown): string => {
  const text = JSON.stringify(value)
  return specialCharacterPattern.test(text)
    ? text.replaceAll(allSpecialCharactersPattern, escapeCharacter)
    : text
}

const encodedValues = new WeakMap<object, Buffer>()

/**
 * Renders JSON as bytes. Frozen objects, such as those in the store, are rendered only once. All
 * responses and watches share the bytes.
 */
export const encodeJson = (value: object): Buffer => {
  const cached = encodedValues.get(value)
  if (cached) return cached
  const bytes = Buffer.from(renderJson(value))
  if (Object.isFrozen(value)) encodedValues.set(value, bytes)
  return bytes
}
