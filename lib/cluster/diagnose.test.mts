import { afterAll, beforeAll, expect, it } from 'vitest'
import { UserError } from '../cli/errors.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { events, pods } from '../kube/resources.mts'
import type { KubeObject } from '../kube/types.mts'
import { withDiagnosis } from './diagnose.mts'

const namespace = 'kube-system'
/** Creates a pod, and then writes its status like a kubelet. */
const createPod = async (name: string, containerStatus: object): Promise<void> => {
  await test.api.create(pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: 'npd' } },
    spec: { nodeName: 'node-1', containers: [{ name: 'npd', image: 'npd:1' }] },
  } as KubeObject)
  const containerStatuses = [{ name: 'npd', ready: false, restartCount: 0, ...containerStatus }]
  const body = { status: { containerStatuses } }
  await test.api.patch(pods, name, { type: 'merge', body }, { namespace, subresource: 'status' })
}

const event = (name: string, type: string, reason: string, lastTimestamp: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${reason}`, namespace },
    involvedObject: { kind: 'Pod', name, namespace },
    type,
    reason,
    message: `${reason} it was`,
    lastTimestamp,
  }) as KubeObject

let test: TestApi
beforeAll(async () => {
  test = await startTestApi({
    readPodLog: async function* () {
      yield { time: new Date(), text: 'panic: no monitor' }
    },
  })
  const { api } = test
  await createPod('well', { ready: true })
  const waiting = { reason: 'ImagePullBackOff', message: 'Back-off pulling image' }
  await createPod('pulling', { state: { waiting } })
  const lastState = { terminated: { exitCode: 2 } }
  await createPod('crashing', { lastState, restartCount: 3 })
  for (const [reason, minute] of [
    ['Late', '05'],
    ['Early', '01'],
  ] as const)
    await api.create(events, event('pulling', 'Warning', reason, `2026-01-01T00:${minute}:00Z`))
  await api.create(events, event('pulling', 'Normal', 'Latest', '2026-01-01T00:09:00Z'))
})
afterAll(() => test.close())

const diagnose = (error: Error) =>
  withDiagnosis(test.api, { namespace, labelSelector: 'app=npd' }, () => Promise.reject(error))

it('reports for each pod that is not ready the cause, the last warning and the end of the log', async () => {
  const told = await diagnose(new UserError('Failed to roll out.', 'A fix.')).catch(error => error)
  expect(told).toBeInstanceOf(UserError)
  expect(told.hint).toBe('A fix.')
  expect(told.message.split('\n')).toEqual([
    'Failed to roll out.',
    '    crashing on node-1:',
    '      npd exited with code 2, 3 restarts',
    '      log panic: no monitor',
    '    pulling on node-1:',
    '      npd is waiting: ImagePullBackOff: Back-off pulling image',
    '      event Late: Late it was',
    '      log panic: no monitor',
  ])
})

it('passes through other errors and results', async () => {
  await expect(diagnose(new TypeError('a bug'))).rejects.toThrow(TypeError)
  const place = { namespace, labelSelector: 'app=npd' }
  expect(await withDiagnosis(test.api, place, async () => 4)).toBe(4)
})
