import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../kube/types.mts'
import { kinds } from '../kinds.mts'
import { trackUpdate } from './managed-fields.mts'
import { applyServerSide } from './server-side-apply.mts'

const [kind] = kinds.filter(({ kind }) => kind === 'ConfigMap')
if (!kind) throw new Error('the kind ConfigMap is missing')

const now = new Date('2026-01-01T00:00:00Z')
type Data = Record<string, string>
const createConfigMap = (data: Data): KubeObject & { data: Data } => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', namespace: 'default' },
  data,
})

const apply = (manager: string, data: Data, current?: KubeObject, force = false) =>
  applyServerSide({
    kind,
    appliedObject: createConfigMap(data),
    manager,
    force,
    now,
    ...(current && { current }),
  }) as KubeObject & { data?: Data }

const listOwners = ({ metadata }: KubeObject) =>
  Object.fromEntries(
    (metadata.managedFields ?? []).map(({ manager, operation, fieldsV1 = {} }) => [
      `${manager} ${operation}`,
      Object.keys((fieldsV1['f:data'] as object | undefined) ?? {}).filter(step => step !== '.'),
    ]),
  )

describe('applyServerSide', () => {
  it('records the owner of each field', () => {
    expect(listOwners(apply('me', { a: '1', b: '2' }))).toEqual({ 'me Apply': ['f:a', 'f:b'] })
  })

  it('removes fields that the manager no longer applies', () => {
    const current = apply('me', { a: '1', b: '2' })
    const next = apply('me', { a: '1' }, current)
    expect([next.data, listOwners(next)]).toEqual([{ a: '1' }, { 'me Apply': ['f:a'] }])
  })

  it('keeps fields that another manager owns', () => {
    const current = apply('you', { b: '2' }, apply('me', { a: '1' }))
    expect(apply('me', { c: '3' }, current).data).toEqual({ b: '2', c: '3' })
  })

  it('rejects a change to a field of another manager and reports the field', () => {
    const current = apply('you', { a: '1' })
    expect(() => apply('me', { a: '2' }, current)).toThrow(
      'Apply failed with 1 conflict: conflict with "you": .data.a',
    )
    expect(apply('me', { a: '1' }, current).data).toEqual({ a: '1' })
  })

  it('takes over the field with force', () => {
    const next = apply('me', { a: '2' }, apply('you', { a: '1' }), true)
    expect([next.data, listOwners(next)]).toEqual([{ a: '2' }, { 'me Apply': ['f:a'] }])
  })

  it('keeps ownership of an empty map and the fields of others in it', () => {
    const current = apply('you', { b: '2' }, apply('me', {}))
    expect(listOwners(current)).toEqual({ 'me Apply': [], 'you Apply': ['f:b'] })
    const { data: _, ...nothing } = createConfigMap({})
    const request = { kind, appliedObject: nothing, current, manager: 'me', force: false, now }
    expect(applyServerSide(request)).toMatchObject({ data: { b: '2' } })
  })

  it('returns the current object if nothing changes', () => {
    const current = apply('me', { a: '1' })
    expect(apply('me', { a: '1' }, current)).toBe(current)
  })
})

describe('trackUpdate', () => {
  it('makes the manager of an update the owner of the changed fields', () => {
    const oldObject = apply('me', { a: '1', b: '2' })
    const after = trackUpdate({
      kind,
      oldObject,
      newObject: { ...oldObject, ...createConfigMap({ a: '9', b: '2' }) },
      manager: 'kubectl',
      now,
    })
    expect(listOwners(after)).toEqual({ 'me Apply': ['f:b'], 'kubectl Update': ['f:a'] })
  })
})
