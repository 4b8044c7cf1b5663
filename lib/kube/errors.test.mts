import { expect, it } from 'vitest'
import { ApiStatusError, isNotFound } from './errors.mts'

const errorOf = (code: number, message?: string) =>
  new ApiStatusError({
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    code,
    ...(message && { message }),
  })

it('contains the message of the API server', () => {
  expect(errorOf(403, 'nodes is forbidden').message).toBe('nodes is forbidden')
  expect(errorOf(500).message).toBe('the API server responded with 500')
})

it('distinguishes a missing object from other failures', () => {
  expect([isNotFound(errorOf(404)), isNotFound(errorOf(403)), isNotFound(new Error('x'))]).toEqual([
    true,
    false,
    false,
  ])
})
