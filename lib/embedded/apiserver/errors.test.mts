import { expect, it } from 'vitest'
import { alreadyExists, conflict, invalid, notFound } from './errors.mts'
import { kinds } from './kinds.mts'

const [daemonSet] = kinds.filter(({ kind }) => kind === 'DaemonSet')
if (!daemonSet) throw new Error('the kind DaemonSet is missing')

it('has the same Status as in the real server', () => {
  expect(notFound(daemonSet, 'x').status).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'daemonsets.apps "x" not found',
    reason: 'NotFound',
    details: { name: 'x', group: 'apps', kind: 'daemonsets' },
    code: 404,
  })
  expect(alreadyExists(daemonSet, 'x').message).toBe('daemonsets.apps "x" already exists')
  expect(conflict(daemonSet, 'x').message).toMatch(
    /^Operation cannot be fulfilled on daemonsets.apps "x": the object has been modified/,
  )
})

it('combines several errors in one message with a cause for each', () => {
  const errors = ['spec.a', 'spec.b'].map(field => ({
    reason: 'FieldValueRequired',
    field,
    message: 'Required value',
  }))
  expect(invalid(daemonSet, 'x', errors.slice(0, 1)).message).toBe(
    'DaemonSet.apps "x" is invalid: spec.a: Required value',
  )
  const { message, status } = invalid(daemonSet, 'x', errors)
  expect(message).toBe(
    'DaemonSet.apps "x" is invalid: [spec.a: Required value, spec.b: Required value]',
  )
  expect(status.details?.causes).toHaveLength(2)
})
