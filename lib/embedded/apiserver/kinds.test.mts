import { expect, test } from 'vitest'
import { resources } from '../../kube/resources.mts'
import { kinds } from './kinds.mts'

test('every resource used by this project is served', () => {
  for (const { group, version, plural, kind, namespaced } of resources)
    expect(kinds).toContainEqual(
      expect.objectContaining({ group, version, plural, kind, namespaced }),
    )
})

test('resource names and short names are unique', () => {
  const names = kinds.flatMap(({ plural, singular, shortNames }) => [
    ...new Set([plural, singular, ...shortNames]),
  ])
  expect(new Set(names).size).toBe(names.length)
})

test.each(kinds)('$kind has cells and defaults for an object with only a name', kind => {
  expect(kind.schema?.fields).toHaveProperty('metadata')
  expect(kind.mergeRules).toMatchObject({ 'metadata.finalizers': 'set' })
  const object = { apiVersion: 'v1', kind: kind.kind, metadata: { name: 'x' } }
  expect(() => kind.setDefaults?.(object)).not.toThrow()
  expect(() => kind.validate?.({ ...object, metadata: { name: '' } })).not.toThrow()
})
