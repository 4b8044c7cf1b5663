import { expect, it } from 'vitest'
import { sprintfWithoutArguments } from './sprintf.mts'

it.each([
  ['no directive', 'no directive'],
  ['100%', '100%!(NOVERB)'],
  ['95% full', '95%!f(MISSING)ull'],
  ['%d of %s', '%!d(MISSING) of %!s(MISSING)'],
  ['100%%', '100%'],
  ['%5.2f', '%!f(MISSING)'],
  ['%[1]d', '%!d(BADINDEX)'],
])('formats %j as Go does', (format, printed) => {
  expect(sprintfWithoutArguments(format)).toBe(printed)
})
