import { expect, it } from 'vitest'
import {
  createClock,
  formatTime,
  isSameTime,
  parseRfc3339,
  timeBetween,
  toRfc3339,
} from './time.mts'

const wall = BigInt(Date.parse('2025-01-15T20:33:30Z')) * 1_000_000n

it('formats a time as Go does, with its monotonic reading', () => {
  expect(formatTime({ wall: wall + 865_492_196n, monotonic: 155_020_234_873n })).toBe(
    '2025-01-15 20:33:30.865492196 +0000 UTC m=+155.020234873',
  )
  expect(formatTime({ wall: wall + 500_000_000n })).toBe('2025-01-15 20:33:30.5 +0000 UTC')
  expect(formatTime({ wall })).toBe('2025-01-15 20:33:30 +0000 UTC')
  expect(formatTime(undefined)).toBe('0001-01-01 00:00:00 +0000 UTC')
})

it('formats and parses whole seconds for the API', () => {
  expect(toRfc3339({ wall: wall + 999_999_999n })).toBe('2025-01-15T20:33:30Z')
  expect(parseRfc3339('2025-01-15T20:33:30Z')).toEqual({ wall })
  expect(parseRfc3339(null)).toBeUndefined()
})

it('uses the monotonic clock if both times have it', () => {
  expect(timeBetween({ wall: 5n, monotonic: 1n }, { wall: 1n, monotonic: 4n })).toBe(3n)
  expect(timeBetween({ wall: 5n }, { wall: 9n, monotonic: 4n })).toBe(4n)
})

it('treats two times as equal only if both clock readings are equal', () => {
  expect(isSameTime({ wall: 1n, monotonic: 2n }, { wall: 1n, monotonic: 2n })).toBe(true)
  expect(isSameTime({ wall: 1n, monotonic: 2n }, { wall: 1n })).toBe(false)
})

it('starts at zero and never goes back', () => {
  const clock = createClock()
  const [first, second] = [clock.now(), clock.now()]
  expect(first.monotonic).toBeLessThan(1_000_000_000n)
  expect(second.wall).toBeGreaterThanOrEqual(first.wall)
  expect(Math.abs(Number(first.wall / 1_000_000n) - Date.now())).toBeLessThan(1_000)
})
