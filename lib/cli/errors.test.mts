import { expect, it } from 'vitest'
import { messageOf, UsageError, UserError } from './errors.mts'

it('stores the message and the hint', () => {
  const error = new UserError('Failed.', 'Try again.')
  expect([error.message, error.hint, error.name]).toEqual(['Failed.', 'Try again.', 'UserError'])
})

it('formats a usage error and treats it as a user error', () => {
  const error = new UsageError('--repeat', {
    value: '0',
    reason: 'not above zero',
    example: '--repeat 3',
  })
  expect(error).toBeInstanceOf(UserError)
  expect(error.message).toBe('Invalid --repeat `0`: not above zero. Example: --repeat 3')
})

it('returns a message for any thrown value', () => {
  expect([messageOf(new Error('a')), messageOf('b'), messageOf(3)]).toEqual(['a', 'b', '3'])
})
