import { beforeEach, expect, test } from 'vitest'
import { chaosOf, podOf } from '../../chaos/chaos.fixture.mts'
import type { ChaosPhase, NetworkChaos } from '../../chaos-mesh/types.mts'
import type { Pod } from '../../kube/types.mts'
import { advancePartition } from './advance-partition.mts'
import { createRecord, type Operation } from './phases.mts'
import { createPodNetworks, findBlockedDirections, type PodNetworks } from './pod-networks.mts'

const npd = podOf('npd', 'worker')
const web = podOf('web', 'worker')

let networks: PodNetworks
beforeEach(() => {
  networks = createPodNetworks()
})

interface Given {
  pods?: Pod[]
  chaos?: NetworkChaos
  instances?: Record<string, number>
  target?: Pod
}

const attempt = (operation: Operation, phase: ChaosPhase, given: Given = {}) => {
  const { pods = [npd, web], chaos = chaosOf(), instances = {}, target } = given
  const record = { ...createRecord('.', 'kube-system/npd'), phase }
  const records = [record, ...(target ? [createRecord('.Target', 'kube-system/web')] : [])]
  const byId = new Map(pods.map(pod => [`kube-system/${pod.metadata.name}`, pod]))
  return advancePartition(operation, { chaos, record, records, instances, pods: byId, networks })
}

const findBlocked = (pod: Pod) => {
  const network = networks.find(pod)
  return network && findBlockedDirections(network)
}

test('a pod remains in a Wait phase until its chaos-daemon has set the rules', () => {
  expect(attempt('Apply', 'Not Injected')).toEqual({ phase: 'Not Injected/Wait', generation: 1 })
  const instances = { 'kube-system/npd': 1 }
  expect(attempt('Apply', 'Not Injected/Wait', { instances }).phase).toBe('Not Injected/Wait')
  const network = networks.find(npd)
  if (network) network.observedGeneration = 1
  expect(attempt('Apply', 'Not Injected/Wait', { instances }).phase).toBe('Injected')
  expect(attempt('Recover', 'Injected')).toEqual({ phase: 'Injected/Wait', generation: 2 })
  expect(findBlocked(npd)).toEqual({ egress: false, ingress: false })
})

test.each([
  ['to', { egress: true, ingress: false }],
  ['from', { egress: false, ingress: true }],
  ['both', { egress: true, ingress: true }],
] as const)('direction %s blocks %j', (direction, directions) => {
  attempt('Apply', 'Not Injected', { chaos: chaosOf({ direction }) })
  expect(findBlocked(npd)).toEqual(directions)
})

test('a partition from other pods does not affect the route to the API server', () => {
  attempt('Apply', 'Not Injected', { target: web })
  expect(findBlocked(npd)).toEqual({ egress: false, ingress: false })
  expect(networks.find(npd)?.rules).toHaveLength(2)
})

test('a partition from a deleted pod fails', () => {
  expect(attempt('Apply', 'Not Injected', { target: web, pods: [npd] })).toEqual({
    phase: 'Not Injected',
    error: 'Pod "web" not found',
  })
})
