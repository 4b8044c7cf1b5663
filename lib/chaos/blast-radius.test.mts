import { expect, it } from 'vitest'
import { findBlastRadius, renderBlastRadius } from './blast-radius.mts'
import { chaosOf, nodeOf, podOf } from './chaos.fixture.mts'

const nodes = [nodeOf('worker'), nodeOf('worker2')]
const pods = [
  podOf('npd-b', 'worker2', { labels: { app: 'npd', nodeName: 'worker2' } }),
  podOf('npd-a', 'worker', { labels: { app: 'npd', nodeName: 'worker' } }),
]
const byNode = (...values: string[]) =>
  chaosOf({
    selector: {
      namespaces: ['kube-system'],
      expressionSelectors: [{ key: 'nodeName', operator: 'In', values }],
    },
  })

it('finds the pods to disconnect, ordered by node', () => {
  const names = findBlastRadius(byNode('worker', 'worker2'), { pods, nodes }).map(
    ({ metadata }) => metadata.name,
  )
  expect(names).toEqual(['npd-a', 'npd-b'])
})

it('names the missing node and the existing ones', () => {
  expect(() => findBlastRadius(byNode('worker', 'worker9'), { pods, nodes })).toThrow(
    expect.objectContaining({
      message: 'Failed to select nodes: `worker9` does not exist in this cluster.',
      hint: 'Pass existing nodes with --nodes. This cluster has worker, worker2.',
    }),
  )
})

it('rejects an experiment that selects no pod', () => {
  const chaos = chaosOf({ selector: { namespaces: ['default'] } })
  expect(() => findBlastRadius(chaos, { pods, nodes })).toThrow('no pod matches the selector')
})

it('rejects a selector that chaos-mesh cannot parse', () => {
  const chaos = chaosOf({
    selector: { namespaces: ['kube-system'], fieldSelectors: { 'spec.color': 'red' } },
  })
  expect(() => findBlastRadius(chaos, { pods, nodes })).toThrow(
    'field label not supported: spec.color',
  )
})

it('prints the pods, their nodes and the duration', () => {
  expect(renderBlastRadius(chaosOf({ duration: '10m' }), pods)).toBe(
    [
      '  network partition in both directions, for 10m:',
      '    worker2  kube-system/npd-b',
      '    worker   kube-system/npd-a',
    ].join('\n'),
  )
  expect(renderBlastRadius(chaosOf(), pods)).toContain('until you run `chaos-delete`')
})
