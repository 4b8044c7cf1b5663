const namedEscapes: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

/**
 * Go's `strconv.Quote`, as in `%q`. In `text`, a lone surrogate from U+DC80 to U+DCFF represents an invalid UTF-8
 * byte (see `strings.mts`).
 */
export const quote = (text: string): string => `"${Array.from(text, escapeCharacter).join('')}"`

const escapeCharacter = (character: string): string => {
  const escaped = namedEscapes[character]
  if (escaped !== undefined) return escaped
  if (printable.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return `\\x${hex(code, 2)}`
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0')
