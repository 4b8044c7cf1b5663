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

const encoded = new WeakMap<object, Buffer>()

/**
 * Renders JSON as bytes. Frozen objects, such as those in the store, are rendered only once. All
 * responses and watches share the bytes.
 */
export const encodeJson = (value: object): Buffer => {
  const known = encoded.get(value)
  if (known) return known
  const bytes = Buffer.from(renderJson(value))
  if (Object.isFrozen(value)) encoded.set(value, bytes)
  return bytes
}
