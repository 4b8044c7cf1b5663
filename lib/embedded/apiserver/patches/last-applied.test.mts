import { describe, expect, it } from 'vitest'
import type { ConfigMap } from '../../../kube/types.mts'
import { findInheritedFields, updateLastApplied } from './last-applied.mts'

const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
const configMap = (data: Record<string, string>, annotations = {}): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'notes', annotations },
  data,
})
const applied = (data: Record<string, string>) => ({
  [annotation]: JSON.stringify({ ...configMap(data), metadata: { name: 'notes' } }),
})

describe('the fields that kubectl can take over from client-side apply', () => {
  const current = configMap({ a: '1', b: 'changed' }, applied({ a: '1', b: '2' }))

  it('are those that still have the applied value', () => {
    expect(findInheritedFields({}, current, 'kubectl')).toEqual({ 'f:data': { 'f:a': {} } })
  })

  it('are empty for another manager, another version or without the annotation', () => {
    expect(findInheritedFields({}, current, 'npd-test')).toEqual({})
    expect(findInheritedFields({}, { ...current, apiVersion: 'v2' }, 'kubectl')).toEqual({})
    expect(findInheritedFields({}, configMap({ a: '1' }), 'kubectl')).toEqual({})
    expect(findInheritedFields({}, configMap({}, { [annotation]: '{' }), 'kubectl')).toEqual({})
  })
})

describe('the last-applied annotation', () => {
  it('is updated by server-side apply of kubectl, with sorted keys', () => {
    const merged = configMap({ a: '2' }, applied({ a: '1' }))
    const wanted = {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: 'notes' },
      data: { a: '2' },
    }
    expect(updateLastApplied(merged, wanted, 'kubectl').metadata.annotations?.[annotation]).toBe(
      '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"notes"}}\n',
    )
    expect(updateLastApplied(merged, wanted, 'npd-test')).toBe(merged)
  })

  it('is not created by server-side apply', () => {
    const merged = configMap({ a: '2' })
    expect(updateLastApplied(merged, merged, 'kubectl')).toBe(merged)
  })
})
