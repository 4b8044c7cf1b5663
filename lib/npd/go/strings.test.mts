import { expect, it } from 'vitest'
import { decodeBytes, encodeBytes, toValidText, trimSpace, truncateBytes } from './strings.mts'

it('decodes and encodes bytes that are not UTF-8 without loss', () => {
  const bytes = Buffer.from([0x61, 0xe2, 0x82, 0xff, 0xe2, 0x82, 0xac, 0x80])
  const text = decodeBytes(bytes)
  expect(text).toBe('a\udce2\udc82\udcff€\udc80')
  expect(encodeBytes(text).equals(bytes)).toBe(true)
})

it('truncates after a number of bytes', () => {
  expect(truncateBytes('ab€', 5)).toBe('ab€')
  expect(truncateBytes('ab€', 4)).toBe('ab\udce2\udc82')
  expect(truncateBytes('ab€', 2)).toBe('ab')
  expect(truncateBytes('ab', 0)).toBe('')
})

it('replaces each byte that is not UTF-8 with one U+FFFD', () => {
  expect(toValidText('a\udce2\udc82b😀')).toBe('a\ufffd\ufffdb😀')
})

it('trims exactly the white space of Go', () => {
  expect(trimSpace(' \t\r\n\v\f\u0085\u00a0\u2028x y\u3000')).toBe('x y')
  expect(trimSpace('\ufeffx')).toBe('\ufeffx')
})
