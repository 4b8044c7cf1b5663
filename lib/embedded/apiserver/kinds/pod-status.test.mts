import { expect, test } from 'vitest'
import type { ContainerStatus, Pod } from '../../../kube/types.mts'
import { renderPodStatus, renderReadiness, renderRestarts } from './pod-status.mts'

const now = new Date('2026-01-01T00:10:00Z')

const containerOf = (state: ContainerStatus['state'], more: Partial<ContainerStatus> = {}) => ({
  name: 'c',
  ready: state?.running !== undefined,
  restartCount: 0,
  image: 'i',
  imageID: '',
  state,
  ...more,
})

const podOf = (containerStatuses: ContainerStatus[], status: Pod['status'] = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: containerStatuses.map(({ name }) => ({ name })) },
  status: { phase: 'Running', ...status, containerStatuses },
})

const running = { running: { startedAt: '2026-01-01T00:00:00Z' } }
const crashing = { waiting: { reason: 'CrashLoopBackOff' } }

test.each<[string, Pod]>([
  ['Pending', podOf([], { phase: 'Pending' })],
  ['Running', podOf([containerOf(running)])],
  ['CrashLoopBackOff', podOf([containerOf(running), containerOf(crashing)])],
  ['Error', podOf([containerOf({ terminated: { exitCode: 1, reason: 'Error' } })])],
  ['ExitCode:3', podOf([containerOf({ terminated: { exitCode: 3 } })])],
  ['Evicted', podOf([], { phase: 'Failed', reason: 'Evicted' })],
  [
    'Running',
    podOf(
      [containerOf({ terminated: { exitCode: 0, reason: 'Completed' } }), containerOf(running)],
      { conditions: [{ type: 'Ready', status: 'True' }] },
    ),
  ],
  [
    'NotReady',
    podOf([
      containerOf({ terminated: { exitCode: 0, reason: 'Completed' } }),
      containerOf(running),
    ]),
  ],
])('a pod is %s', (expected, pod) => {
  expect(renderPodStatus(pod)).toBe(expected)
})

test('a pod that is being deleted is Terminating, unless it is over', () => {
  const pod = podOf([containerOf(running)])
  pod.metadata.deletionTimestamp = '2026-01-01T00:09:00Z'
  expect(renderPodStatus(pod)).toBe('Terminating')
  expect(renderPodStatus({ ...pod, status: { phase: 'Succeeded' } })).toBe('Succeeded')
  expect(renderPodStatus({ ...pod, status: { reason: 'NodeLost' } })).toBe('Unknown')
})

test('readiness counts running containers of all', () => {
  expect(renderReadiness(podOf([containerOf(running), containerOf(crashing)]))).toBe('1/2')
})

test('restarts tell when the last one was', () => {
  const lastState = (finishedAt: string) => ({ terminated: { exitCode: 1, finishedAt } })
  const first = containerOf(running, {
    restartCount: 2,
    lastState: lastState('2026-01-01T00:07:00Z'),
  })
  const second = containerOf(crashing, {
    restartCount: 1,
    lastState: lastState('2026-01-01T00:07:41Z'),
  })
  expect(renderRestarts(podOf([first, second]), now)).toBe('3 (2m19s ago)')
  expect(renderRestarts(podOf([containerOf(running)]), now)).toBe('0')
})
