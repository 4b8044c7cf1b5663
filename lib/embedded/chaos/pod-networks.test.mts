import { expect, test } from 'vitest'
import { podOf } from '../../chaos/chaos.fixture.mts'
import { createPodNetworks, findBlockedDirections, type Rule } from './pod-networks.mts'

const pod = podOf('npd', 'worker', { uid: 'first' })
const out: Rule = { direction: 'output', peers: 'all' }
const into: Rule = { direction: 'input', peers: 'all' }

const create = () => {
  const networks = createPodNetworks()
  const commit = (source: string, rules: Rule[], replaceExisting = true) =>
    networks.commit(pod, { source, replaceExisting, rules })
  const findBlocked = () => {
    const network = networks.find(pod)
    return network && findBlockedDirections(network)
  }
  return { networks, commit, findBlocked }
}

test('a pod is disconnected by any of its experiments and reconnected when the last one ends', () => {
  const { commit, findBlocked } = create()
  commit('ns/x', [out])
  commit('ns/y', [out, into])
  expect(findBlocked()).toEqual({ egress: true, ingress: true })
  commit('ns/y', [])
  expect(findBlocked()).toEqual({ egress: true, ingress: false })
  commit('ns/x', [])
  expect(findBlocked()).toEqual({ egress: false, ingress: false })
})

test('only a change of the rules increments the generation', () => {
  const { commit } = create()
  expect(commit('ns/x', [])).toBe(1)
  expect([commit('ns/x', [out]), commit('ns/x', [out]), commit('ns/x', [out], false)]).toEqual([
    2, 2, 3,
  ])
})

test('a recreated pod starts without rules', () => {
  const { networks, commit } = create()
  commit('ns/x', [out])
  networks.retain([pod])
  expect(networks.find(podOf('npd', 'worker', { uid: 'second' }))).toBeUndefined()
  expect(networks.find(pod)).toBeDefined()
  networks.retain([podOf('npd', 'worker', { uid: 'second' })])
  expect(networks.find(pod)).toBeUndefined()
})

test('the first rules of a pod require it to be running', () => {
  const { networks } = create()
  const pending = { ...pod, status: { phase: 'Pending' as const } }
  const change = { source: 'ns/x', replaceExisting: true, rules: [out] }
  expect(() => networks.commit(pending, change)).toThrow(new Error('pod not running'))
  networks.commit(pod, change)
  expect(networks.commit(pending, { ...change, rules: [] })).toBe(2)
})
