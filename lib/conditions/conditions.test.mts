import { expect, it } from 'vitest'
import type { ConditionStatus } from '../kube/types.mts'
import { nodeOf, ready } from './conditions.fixture.mts'
import { checkType, evaluateCondition, sortByName } from './conditions.mts'

const limit = { allowedSilenceMs: 75_000 }

it('reports the condition, the verdict and the kubelet', () => {
  expect(evaluateCondition(nodeOf('a', {}, ready), 'Problem', 80_000, limit)).toEqual({
    name: 'a',
    verdict: { verdict: 'silent', silentForMs: 80_000 },
    kubelet: 'Ready',
    condition: { type: 'Problem', status: 'False' },
  })
})

it('reports a node without the condition as missing', () => {
  expect(evaluateCondition(nodeOf('a', undefined), 'Problem', 0, limit)).toEqual({
    name: 'a',
    verdict: { verdict: 'missing' },
    kubelet: 'Unknown',
    condition: undefined,
  })
})

it.each<[ConditionStatus, string]>([
  ['True', 'Ready'],
  ['False', 'NotReady'],
  ['Unknown', 'Unknown'],
])('prints Ready %s as %s, like kubectl', (status, word) => {
  const node = nodeOf('a', {}, { ...ready, status })
  expect(evaluateCondition(node, 'Problem', 0, limit).kubelet).toBe(word)
})

it('orders nodes by name', () => {
  const reported = ['b', 'a', 'c'].map(name =>
    evaluateCondition(nodeOf(name, {}), 'Problem', 0, limit),
  )
  expect(sortByName(reported).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
})

it('lists the existing types for an unknown type', () => {
  const nodes = [nodeOf('a', undefined, ready), nodeOf('b', {}, ready)]
  expect(() => checkType(nodes, 'Problem')).not.toThrow()
  expect(() => checkType(nodes, 'Other')).toThrow(
    expect.objectContaining({
      message: 'Failed to show conditions: no node has a condition of type `Other`.',
      hint: 'Choose one of Problem, Ready.',
    }),
  )
})
