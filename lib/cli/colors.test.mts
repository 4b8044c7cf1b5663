import { expect, it } from 'vitest'
import { colorsFor } from './colors.mts'

it('uses no colors if NO_COLOR is set', () => {
  expect(colorsFor('stdout', { NO_COLOR: '1' }).red('x')).toBe('x')
  expect(colorsFor('stderr', { NO_COLOR: '1' }).red('x')).toBe('x')
})
