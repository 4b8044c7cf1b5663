import { describe, expect, test } from 'vitest'
import type { DaemonSet, KubeNode, Pod } from '../../kube/types.mts'
import { computeRevision, type Plan, planDaemonSet, revisionLabel } from './plan.mts'

const daemonSet = (image = 'npd:1', maxUnavailable?: number | string): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'npd', namespace: 'kube-system', uid: 'ds', generation: 3 },
  spec: {
    selector: { matchLabels: { app: 'npd' } },
    template: {
      metadata: { labels: { app: 'npd' } },
      spec: { containers: [{ name: 'npd', image }] },
    },
    ...(maxUnavailable !== undefined && {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } },
    }),
  },
})

const node = (name: string): KubeNode => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })

const pod = (nodeName: string, owner: DaemonSet, ready = true): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `npd-${nodeName}`,
    labels: { [revisionLabel]: computeRevision(owner) },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'npd', uid: 'ds' }],
  },
  spec: { nodeName, containers: [] },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
})

const nodes = ['a', 'b', 'c'].map(node)
const removed = (plan: Plan): string[] => plan.podsToDelete.map(({ metadata }) => metadata.name)

test('every node without a pod gets one', () => {
  const plan = planDaemonSet(daemonSet(), nodes, [pod('b', daemonSet())])
  expect(plan.nodesWithoutPod).toEqual(['a', 'c'])
  expect(plan.status).toMatchObject({
    desiredNumberScheduled: 3,
    numberReady: 1,
    observedGeneration: 3,
  })
})

test('a pod of a deleted node is removed', () => {
  expect(removed(planDaemonSet(daemonSet(), nodes, [pod('gone', daemonSet())]))).toEqual([
    'npd-gone',
  ])
})

test('pods without the DaemonSet as owner are ignored', () => {
  const foreign = { ...pod('gone', daemonSet()), metadata: { name: 'x' } }
  expect(removed(planDaemonSet(daemonSet(), nodes, [foreign]))).toEqual([])
})

describe('after a template change', () => {
  const old = daemonSet('npd:0')
  const all = (ready: boolean[]) => ['a', 'b', 'c'].map((name, i) => pod(name, old, ready[i]))

  test.each([
    ['one ready pod at a time is removed by default', undefined, [true, true, true], ['npd-a']],
    ['up to maxUnavailable ready pods are removed', 2, [true, true, true], ['npd-a', 'npd-b']],
    [
      'a percentage refers to the number of nodes',
      '100%',
      [true, true, true],
      ['npd-a', 'npd-b', 'npd-c'],
    ],
    [
      'a pod that is not ready is removed immediately and counts as unavailable',
      1,
      [true, false, true],
      ['npd-b'],
    ],
  ])('%s', (_, maxUnavailable, ready, expected) => {
    expect(removed(planDaemonSet(daemonSet('npd:1', maxUnavailable), nodes, all(ready)))).toEqual(
      expected,
    )
  })

  test('no pod is removed while a new pod is missing', () => {
    const pods = [pod('a', old), pod('b', old)]
    expect(removed(planDaemonSet(daemonSet(), nodes, pods))).toEqual([])
  })
})
