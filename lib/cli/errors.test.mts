import { expect, it } from 'vitest'
import { messageOf, UsageError, UserError } from './errors.mts'

it('keeps the hint beside the message', () => {
  const error = new UserError('Failed.', 'Try again.')
  expect([error.message, error.hint, error.name]).toEqual(['Failed.', 'Try again.', 'UserError'])
})

it('has a wrong usage that is a user’s error too', () => {
  expect(new UsageError('Failed.')).toBeInstanceOf(UserError)
})

it('has a message for whatever was thrown', () => {
  expect([messageOf(new Error('a')), messageOf('b'), messageOf(3)]).toEqual(['a', 'b', '3'])
})
