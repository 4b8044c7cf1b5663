import { expect, it } from 'vitest'
import type { KubeObject } from '../kube/types.mts'
import { track } from './track.mts'

const named = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'X', metadata: { name } })

it('reports existing objects, new ones, and those deleted while the watch was lost', () => {
  const told: string[] = []
  const onChange = track({
    put: ({ metadata }, isInitial) => told.push(`${isInitial ? 'there' : 'put'} ${metadata.name}`),
    remove: ({ metadata }) => told.push(`gone ${metadata.name}`),
    relisted: () => told.push('again'),
  })
  onChange({ type: 'synced', objects: [named('a'), named('b')] })
  onChange({ type: 'added', object: named('c') })
  onChange({ type: 'deleted', object: named('b') })
  onChange({ type: 'synced', objects: [named('c'), named('d')] })
  expect(told).toEqual([
    'there a',
    'there b',
    'put c',
    'gone b',
    'again',
    'gone a',
    'put c',
    'put d',
  ])
})
