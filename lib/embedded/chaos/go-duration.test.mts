import { expect, test } from 'vitest'
import { parseGoDuration } from './go-duration.mts'

test.each([
  ['0', 0],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['.5s', 500],
  ['-2s', -2000],
  ['+2s', 2000],
  ['100us', 0.1],
  ['2m0.5s', 120_500],
])('%s is %d ms', (text, milliseconds) => {
  expect(parseGoDuration(text)).toBe(milliseconds)
})

test.each([
  ['', 'time: invalid duration ""'],
  ['-', 'time: invalid duration "-"'],
  ['ten', 'time: invalid duration "ten"'],
  ['.s', 'time: invalid duration ".s"'],
  ['10', 'time: missing unit in duration "10"'],
  ['1d', 'time: unknown unit "d" in duration "1d"'],
  ['1h 30m', 'time: unknown unit "h " in duration "1h 30m"'],
  ['10000000h', 'time: invalid duration "10000000h"'],
])('%j is refused in the words of Go', (text, message) => {
  expect(() => parseGoDuration(text)).toThrow(new Error(message))
})
