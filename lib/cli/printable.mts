import { toValidText } from '../npd/go/strings.mts'

/** On a terminal nothing of a user's file may be more than text. */
export const printable = (text: string): string =>
  toValidText(text).replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
