import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../kube/types.mts'
import type { Kind } from '../kind.mts'
import { kinds } from '../kinds.mts'
import { applyPatch } from './patch.mts'

const findKind = (name: string): Kind => {
  const kind = kinds.find(({ kind }) => kind === name)
  if (!kind) throw new Error(`unknown kind ${name}`)
  return kind
}
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a', labels: { x: '1' } } }
const patch = (type: string, body: unknown, kind = 'Node') =>
  applyPatch(findKind(kind), node, type, typeof body === 'string' ? body : JSON.stringify(body))

it('supports three patch types', () => {
  const body = { metadata: { labels: { x: '2' } } }
  for (const type of ['merge', 'strategic-merge'])
    expect(patch(`application/${type}-patch+json`, body).metadata.labels).toEqual({ x: '2' })
  const operations = [{ op: 'replace', path: '/metadata/labels/x', value: '2' }]
  expect(patch('application/json-patch+json; charset=utf-8', operations).metadata.labels).toEqual({
    x: '2',
  })
})

it('rejects strategic merge patches for custom resources', () => {
  expect(() => patch('application/strategic-merge-patch+json', {}, 'NetworkChaos')).toThrow(
    'accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
  )
})

it('rejects other types and invalid JSON', () => {
  expect(() => patch('application/json', {})).toThrow('415: Unsupported Media Type')
  expect(() => patch('application/merge-patch+json', '{')).toThrow('error decoding patch')
})

const labels = (current: Record<string, string>) => ({
  ...node,
  metadata: { name: 'a', labels: current, finalizers: ['x'] },
})
const change = (type: string, current: KubeObject, body: unknown) =>
  applyPatch(findKind('Node'), current, `application/${type}+json`, JSON.stringify(body))

describe('a merge patch', () => {
  it('sets, removes and replaces fields in a copy', () => {
    const current = labels({ a: '1', b: '2' })
    const body = { metadata: { labels: { a: null, c: '3' }, finalizers: ['y'] } }
    expect(change('merge-patch', current, body).metadata).toEqual({
      name: 'a',
      labels: { b: '2', c: '3' },
      finalizers: ['y'],
    })
    expect(current).toEqual(labels({ a: '1', b: '2' }))
  })
})

describe('a JSON patch', () => {
  it('applies its operations in order to a copy', () => {
    const current = labels({ b: '1' })
    const body = [
      { op: 'replace', path: '/metadata/labels/b', value: '2' },
      { op: 'add', path: '/metadata/finalizers/-', value: 'y' },
      { op: 'test', path: '/metadata/labels/b', value: '2' },
    ]
    expect(change('json-patch', current, body).metadata).toEqual({
      name: 'a',
      labels: { b: '2' },
      finalizers: ['x', 'y'],
    })
    expect(current).toEqual(labels({ b: '1' }))
  })

  it('fails completely if one operation fails', () => {
    const body = [{ op: 'test', path: '/metadata/name', value: 'b' }]
    expect(() => change('json-patch', node, body)).toThrow('the server rejected our request')
    expect(() => change('json-patch', node, {})).toThrow('cannot unmarshal object')
  })
})
