import { isUtf8 } from 'node:buffer'

/**
 * A Go string is bytes, and a plugin's output that is cut at 80 of them may end inside a character.
 * Here such a byte stands as the lone surrogate U+DC00 plus its value until the string leaves NPD:
 * so `%q` can print it as `\xe2`, and JSON gets one U+FFFD for each, as Go makes of it.
 */
const strayByte = /([\udc80-\udcff])/u
const strayBase = 0xdc00

/** The text of these bytes, each byte that is not UTF-8 kept as a lone surrogate. */
export const decodeBytes = (bytes: Uint8Array): string => {
  if (isUtf8(bytes)) return Buffer.from(bytes).toString()
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const character = bytes.subarray(at, at + widthOf(bytes[at] ?? 0))
    const valid = isUtf8(character)
    text += valid
      ? Buffer.from(character).toString()
      : String.fromCharCode(strayBase + (bytes[at] ?? 0))
    at += valid ? character.length : 1
  }
  return text
}

/** How many bytes the character has that begins with this one. */
const widthOf = (byte: number): number => {
  if (byte < 0xc0) return 1
  if (byte < 0xe0) return 2
  return byte < 0xf0 ? 3 : 4
}

/** The bytes that `decodeBytes` made this of. */
export const encodeBytes = (text: string): Buffer =>
  Buffer.concat(
    text
      .split(strayByte)
      .map(part =>
        strayByte.test(part) ? Buffer.of(part.charCodeAt(0) - strayBase) : Buffer.from(part),
      ),
  )

/** The first `length` bytes of a string, as Go's `text[:length]`. */
export const cutBytes = (text: string, length: number): string => {
  const bytes = encodeBytes(text)
  return bytes.length > length ? decodeBytes(bytes.subarray(0, length)) : text
}

/** The string as JSON and the API server carry it: U+FFFD for each byte that is not UTF-8. */
export const toValidText = (text: string): string => text.replace(/[\ud800-\udfff]/gu, '\ufffd')

const space = String.raw`[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+`
const outerSpace = new RegExp(`^${space}|${space}$`, 'g')

/** Go's `strings.TrimSpace`, whose white space is not that of JavaScript's `trim`. */
export const trimSpace = (text: string): string => text.replace(outerSpace, '')
