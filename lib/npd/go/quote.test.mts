import { expect, it } from 'vitest'
import { quote } from './quote.mts'

it.each([
  ['plain', '"plain"'],
  ['a "b" \\', String.raw`"a \"b\" \\"`],
  ['tab\tline\n\x07', String.raw`"tab\tline\n\a"`],
  ['\x01\x7f', String.raw`"\x01\x7f"`],
  ['é€😀', '"é€😀"'],
  ['\u00a0\u200b\ufeff', String.raw`"\u00a0\u200b\ufeff"`],
  ['\u{e0001}', String.raw`"\U000e0001"`],
  ['cut \udce2\udc82', String.raw`"cut \xe2\x82"`],
])('quotes %j as Go does', (text, quoted) => {
  expect(quote(text)).toBe(quoted)
})
