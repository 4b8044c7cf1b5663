import { expect, test } from 'vitest'
import type { ContainerStatus, Pod } from '../../../kube/types.mts'
import { renderPodStatus, renderReadiness, renderRestarts } from './pod-status.mts'

const now = new Date('2026-01-01T00:10:00Z')

const createContainerStatus = (
  state: ContainerStatus['state'],
  more: Partial<ContainerStatus> = {},
) => ({
  name: 'c',
  ready: state?.running !== undefined,
  restartCount: 0,
  image: 'i',
  imageID: '',
  state,
  ...more,
})

const createPod = (containerStatuses: ContainerStatus[], status: Pod['status'] = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: containerStatuses.map(({ name }) => ({ name })) },
  status: { phase: 'Running', ...status, containerStatuses },
})

const running = { running: { startedAt: '2026-01-01T00:00:00Z' } }
const crashing = { waiting: { reason: 'CrashLoopBackOff' } }

test.each<[string, Pod]>([
  ['Pending', createPod([], { phase: 'Pending' })],
  ['Running', createPod([createContainerStatus(running)])],
  [
    'CrashLoopBackOff',
    createPod([createContainerStatus(running), createContainerStatus(crashing)]),
  ],
  ['Error', createPod([createContainerStatus({ terminated: { exitCode: 1, reason: 'Error' } })])],
  ['ExitCode:3', createPod([createContainerStatus({ terminated: { exitCode: 3 } })])],
  ['Evicted', createPod([], { phase: 'Failed', reason: 'Evicted' })],
  [
    'Running',
    createPod(
      [
        createContainerStatus({ terminated: { exitCode: 0, reason: 'Completed' } }),
        createContainerStatus(running),
      ],
      { conditions: [{ type: 'Ready', status: 'True' }] },
    ),
  ],
  [
    'NotReady',
    createPod([
      createContainerStatus({ terminated: { exitCode: 0, reason: 'Completed' } }),
      createContainerStatus(running),
    ]),
  ],
])('the status of a pod is %s', (expected, pod) => {
  expect(renderPodStatus(pod)).toBe(expected)
})

test('a pod that is being deleted is Terminating unless it has finished', () => {
  const pod = createPod([createContainerStatus(running)])
  pod.metadata.deletionTimestamp = '2026-01-01T00:09:00Z'
  expect(renderPodStatus(pod)).toBe('Terminating')
  expect(renderPodStatus({ ...pod, status: { phase: 'Succeeded' } })).toBe('Succeeded')
  expect(renderPodStatus({ ...pod, status: { reason: 'NodeLost' } })).toBe('Unknown')
})

test('readiness shows running and total containers', () => {
  expect(
    renderReadiness(createPod([createContainerStatus(running), createContainerStatus(crashing)])),
  ).toBe('1/2')
})

test('restarts include the age of the last one', () => {
  const lastState = (finishedAt: string) => ({ terminated: { exitCode: 1, finishedAt } })
  const first = createContainerStatus(running, {
    restartCount: 2,
    lastState: lastState('2026-01-01T00:07:00Z'),
  })
  const second = createContainerStatus(crashing, {
    restartCount: 1,
    lastState: lastState('2026-01-01T00:07:41Z'),
  })
  expect(renderRestarts(createPod([first, second]), now)).toBe('3 (2m19s ago)')
  expect(renderRestarts(createPod([createContainerStatus(running)]), now)).toBe('0')
})
