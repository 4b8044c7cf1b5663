import { expect, test } from 'vitest'
import type { KubeNode, NodeCondition, Taint } from '../../kube/types.mts'
import { computeTaints } from './taints.mts'

const now = '2026-01-01T00:00:00Z'

const taint = (name: string): Taint => ({ key: `node.kubernetes.io/${name}`, effect: 'NoSchedule' })
const own = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }

const node = (
  conditions: Record<string, NodeCondition['status']>,
  spec: KubeNode['spec'] = {},
): KubeNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'a' },
  spec,
  status: {
    conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })),
  },
})

test('the taint of a new node is removed once its Ready condition is True', () => {
  const spec = { taints: [own, taint('not-ready')] }
  expect(computeTaints(node({}, spec), now)).toBeUndefined()
  expect(computeTaints(node({ Ready: 'False' }, spec), now)).toBeUndefined()
  expect(computeTaints(node({ Ready: 'True' }, spec), now)).toEqual([own])
})

test.each<[Record<string, NodeCondition['status']>, string[]]>([
  [{ Ready: 'True' }, []],
  [{ Ready: 'False' }, ['not-ready']],
  [{ Ready: 'Unknown' }, ['unreachable']],
  [{ Ready: 'True', DiskPressure: 'True' }, ['disk-pressure']],
  [{ Ready: 'True', MemoryPressure: 'Unknown', PIDPressure: 'True' }, ['pid-pressure']],
  [{ Ready: 'True', NetworkUnavailable: 'True' }, ['network-unavailable']],
  [{ Ready: 'True', NetworkProblem: 'True' }, []],
])('a node with the conditions %o gets the taints %o', (conditions, names) => {
  const expected = names.map(name => ({ ...taint(name), timeAdded: now }))
  expect(computeTaints(node(conditions), now) ?? []).toEqual(expected)
})

test('a cordoned node is tainted', () => {
  const cordoned = node({ Ready: 'True' }, { unschedulable: true })
  expect(computeTaints(cordoned, now)).toEqual([{ ...taint('unschedulable'), timeAdded: now }])
  const uncordoned = node({ Ready: 'True' }, { taints: [taint('unschedulable')] })
  expect(computeTaints(uncordoned, now)).toEqual([])
})

test('taints with other effects are kept', () => {
  const other = { ...taint('not-ready'), effect: 'NoExecute' }
  expect(computeTaints(node({ Ready: 'True' }, { taints: [other] }), now)).toBeUndefined()
})
