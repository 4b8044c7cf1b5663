import { isUtf8 } from 'node:buffer'

/**
 * By default, NPD cuts a plugin's output after 80 bytes, which can be in the middle of a character. This code
 * represents each byte that is not valid UTF-8 as a lone surrogate: U+DC00 plus the value of the byte. As in Go,
 * `%q` can then print the byte as `\xe2`, and JSON contains one U+FFFD for each byte.
 */
const byteSurrogate = /([\udc80-\udcff])/u
const surrogateBase = 0xdc00

/** Decodes bytes, and represents each byte that is not valid UTF-8 as a lone surrogate. */
export const decodeBytes = (bytes: Uint8Array): string => {
  if (isUtf8(bytes)) return Buffer.from(bytes).toString()
  let text = ''
  for (let index = 0; index < bytes.length; ) {
    const character = bytes.subarray(index, index + utf8Length(bytes[index] ?? 0))
    const isValid = isUtf8(character)
    text += isValid
      ? Buffer.from(character).toString()
      : String.fromCharCode(surrogateBase + (bytes[index] ?? 0))
    index += isValid ? character.length : 1
  }
  return text
}

/** Returns the length of the UTF-8 character that begins with this byte. */
const utf8Length = (byte: number): number => {
  if (byte < 0xc0) return 1
  if (byte < 0xe0) return 2
  return byte < 0xf0 ? 3 : 4
}

/** The inverse of `decodeBytes`. */
export const encodeBytes = (text: string): Buffer =>
  Buffer.concat(
    text
      .split(byteSurrogate)
      .map(part =>
        byteSurrogate.test(part)
          ? Buffer.of(part.charCodeAt(0) - surrogateBase)
          : Buffer.from(part),
      ),
  )

/** Returns the first `length` bytes of a string, like Go's `text[:length]`. */
export const truncateBytes = (text: string, length: number): string => {
  const bytes = encodeBytes(text)
  return bytes.length > length ? decodeBytes(bytes.subarray(0, length)) : text
}

/** Replaces each byte that is not valid UTF-8 with U+FFFD, as Go does in JSON. */
export const toValidText = (text: string): string => text.replace(/[\ud800-\udfff]/gu, '\ufffd')

const space = String.raw`[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+`
const surroundingSpace = new RegExp(`^${space}|${space}$`, 'g')

/** Go's `strings.TrimSpace`, whose set of white space differs from JavaScript's `trim`. */
export const trimSpace = (text: string): string => text.replace(surroundingSpace, '')
