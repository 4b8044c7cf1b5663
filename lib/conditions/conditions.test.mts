import { expect, it } from 'vitest'
import type { KubeNode } from '../kube/types.mts'
import { conditionsOf, typesOf } from './conditions.mts'

const nodeOf = (name: string, ...types: string[]): KubeNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { conditions: types.map(type => ({ type, status: 'False' })) },
})

it('lists every node by name, also one that lacks the condition', () => {
  const nodes = [nodeOf('b', 'Ready', 'Problem'), nodeOf('a', 'Ready')]
  expect(conditionsOf(nodes, 'Problem')).toEqual([
    { name: 'a', condition: undefined },
    { name: 'b', condition: { type: 'Problem', status: 'False' } },
  ])
})

it('knows all types that there are', () => {
  expect(typesOf([nodeOf('a', 'Ready'), nodeOf('b', 'Problem', 'Ready')])).toEqual([
    'Problem',
    'Ready',
  ])
})
