import { expect, it } from 'vitest'
import {
  belongsToWriter,
  omitSystemFields,
  removeFieldsFromOtherEntries,
  setManagedFields,
} from './managed-fields.mts'

const object = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'a', uid: 'u', labels: { x: '1' } },
  spec: {},
}

it('excludes identity and server-set metadata from owned fields', () => {
  expect(omitSystemFields(object)).toEqual({ spec: {}, metadata: { labels: { x: '1' } } })
})

it('distinguishes writers by name, operation and subresource', () => {
  const entry = { manager: 'npd', operation: 'Update' as const, subresource: 'status' }
  expect(
    belongsToWriter(entry, { manager: 'npd', operation: 'Update', subresource: 'status' }),
  ).toBe(true)
  expect(belongsToWriter(entry, { manager: 'npd', operation: 'Update' })).toBe(false)
  expect(
    belongsToWriter(entry, { manager: 'npd', operation: 'Apply', subresource: 'status' }),
  ).toBe(false)
})

it('removes a manager without fields', () => {
  const entries = [{ manager: 'a', operation: 'Update' as const, fieldsV1: { 'f:x': {} } }]
  expect(
    removeFieldsFromOtherEntries(entries, { manager: 'b', operation: 'Update' }, { 'f:x': {} }),
  ).toEqual([])
  expect(
    removeFieldsFromOtherEntries(entries, { manager: 'a', operation: 'Update' }, { 'f:x': {} }),
  ).toEqual(entries)
})

it('omits an empty list of managers', () => {
  expect(
    setManagedFields({ ...object, metadata: { name: 'a', managedFields: [] } }, []).metadata,
  ).toEqual({ name: 'a' })
})
