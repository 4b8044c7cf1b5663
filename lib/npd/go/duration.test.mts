import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration, toMilliseconds } from './duration.mts'

describe('parseDuration', () => {
  it.each([
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['-2m', -120_000],
    ['+5ms', 5],
    ['.5s', 500],
    ['1s500ms', 1_500],
    ['0', 0],
    ['3us', 0.003],
    ['0.3333333333333333333333m', 20_000],
    ['0.99999999999999999999999999s', 1_000],
  ])('parses %s', (text, milliseconds) => {
    expect(toMilliseconds(parseDuration(text))).toBe(milliseconds)
  })

  it.each([
    ['', 'time: invalid duration ""'],
    ['5', 'time: missing unit in duration "5"'],
    ['5 s', 'time: unknown unit " s" in duration "5 s"'],
    ['5x', 'time: unknown unit "x" in duration "5x"'],
    ['s', 'time: invalid duration "s"'],
    ['1s-1s', 'time: unknown unit "s-" in duration "1s-1s"'],
    ['9999999999999999999999', 'time: invalid duration "9999999999999999999999"'],
    ['9999999h', 'time: invalid duration "9999999h"'],
    ['5µ', String.raw`time: unknown unit "\xc2\xb5" in duration "5\xc2\xb5"`],
  ])('rejects %j with Go’s error text', (text, error) => {
    expect(() => parseDuration(text)).toThrow(new Error(error))
  })
})

it('parses more digits than a float can represent', () => {
  expect(parseDuration(`0.${'3'.repeat(400)}s`)).toBe(333_333_333n)
})

describe('formatDuration', () => {
  it.each([
    ['5m', '5m0s'],
    ['90s', '1m30s'],
    ['1500ms', '1.5s'],
    ['250ms', '250ms'],
    ['1h', '1h0m0s'],
    ['1500ns', '1.5µs'],
    ['7ns', '7ns'],
    ['0', '0s'],
    ['-90s', '-1m30s'],
  ])('formats %s as %s', (text, printed) => {
    expect(formatDuration(parseDuration(text))).toBe(printed)
  })
})
