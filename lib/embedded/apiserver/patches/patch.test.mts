import { expect, it } from 'vitest'
import type { Kind } from '../kind.mts'
import { kinds } from '../kinds.mts'
import { applyPatch } from './patch.mts'

const kindOf = (name: string): Kind => {
  const kind = kinds.find(({ kind }) => kind === name)
  if (!kind) throw new Error(`no ${name}`)
  return kind
}
const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a', labels: { x: '1' } } }
const patch = (type: string, body: unknown, kind = 'Node') =>
  applyPatch(kindOf(kind), node, type, typeof body === 'string' ? body : JSON.stringify(body))

it('knows three kinds of patch', () => {
  const body = { metadata: { labels: { x: '2' } } }
  for (const type of ['merge', 'strategic-merge'])
    expect(patch(`application/${type}-patch+json`, body).metadata.labels).toEqual({ x: '2' })
  const operations = [{ op: 'replace', path: '/metadata/labels/x', value: '2' }]
  expect(patch('application/json-patch+json; charset=utf-8', operations).metadata.labels).toEqual({
    x: '2',
  })
})

it('has no strategic merge patch for custom resources', () => {
  expect(() => patch('application/strategic-merge-patch+json', {}, 'NetworkChaos')).toThrow(
    'accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
  )
})

it('refuses other types, and what is no JSON', () => {
  expect(() => patch('application/json', {})).toThrow('415: Unsupported Media Type')
  expect(() => patch('application/merge-patch+json', '{')).toThrow('error decoding patch')
})
