import { toValidText } from '../npd/go/strings.mts'

/**
 * Escapes control characters and bidirectional formatting characters, so that text from a file cannot control
 * the terminal.
 */
export const escapeControlCharacters = (text: string): string =>
  toValidText(text).replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Escapes each line, and keeps the line breaks. */
export const escapeLines = (text: string): string =>
  text.split('\n').map(escapeControlCharacters).join('\n')
