import { afterEach, beforeEach, expect, test } from 'vitest'
import { chaosOf, podOf } from '../../chaos/chaos.fixture.mts'
import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import { startTestApi, type TestApi } from '../../kube/api-server.fixture.mts'
import { events, networkChaos, pods } from '../../kube/resources.mts'
import type { KubeEvent } from '../../kube/types.mts'
import { waitFor } from '../../kube/wait.mts'
import { admitNetworkChaos } from './admission.mts'
import { type ChaosController, startChaosController } from './controller.mts'

const namespace = 'kube-system'
const pause = 'experiment.chaos-mesh.org/pause'

let server: TestApi
let controller: ChaosController
/** Runs before each change by the chaos-daemon. If this function throws or hangs, nothing changes. */
let beforeChange: () => unknown
let partitioned: Set<string>

beforeEach(async () => {
  server = await startTestApi({ admissionWebhooks: [admitNetworkChaos] })
  beforeChange = () => {}
  partitioned = new Set()
  const callDaemon = async (work: () => unknown) => {
    await beforeChange()
    work()
  }
  const network = {
    partition: (id: string) => callDaemon(() => partitioned.add(id)),
    heal: (id: string) => callDaemon(() => partitioned.delete(id)),
  }
  controller = startChaosController({ api: server.api, network, chaosDaemonTimeoutMs: 100 })
  await startPod('npd')
})
afterEach(async () => {
  await controller.stop()
  await server.close()
})

const startPod = async (name: string): Promise<void> => {
  await server.api.create(pods, podOf(name, 'worker'))
  const running = { type: 'merge', body: { status: { phase: 'Running' } } } as const
  await server.api.patch(pods, name, running, { namespace, subresource: 'status' })
}

const create = (spec: Partial<NetworkChaos['spec']> = {}) =>
  server.api.create(networkChaos, chaosOf(spec))

const patch = (metadata: object) =>
  server.api.patch(networkChaos, 'partition', { type: 'merge', body: { metadata } }, { namespace })

const annotate = (annotations: Record<string, string | null>) => patch({ annotations })

const remove = () => server.api.delete(networkChaos, 'partition', { namespace })

/** Waits until the predicate is true. Its argument is undefined once the experiment is deleted. */
const until = (holds: (chaos: NetworkChaos | undefined) => boolean): Promise<true> =>
  waitFor<NetworkChaos, true>(server.api, networkChaos, {
    namespace,
    timeoutMs: 10_000,
    findResult: ([chaos]) => (holds(chaos) ? true : undefined),
    createTimeoutError: ([chaos]) => new Error(`still ${JSON.stringify(chaos?.status)}`),
  })

const isTrue = (type: string) => (chaos: NetworkChaos | undefined) =>
  chaos?.status?.conditions?.some(each => each.type === type && each.status === 'True') ?? false

const isGone = (chaos: NetworkChaos | undefined) => chaos === undefined

const failures = (chaos: NetworkChaos | undefined) =>
  chaos?.status?.experiment.containerRecords?.[0]?.events?.filter(each => each.type === 'Failed') ??
  []

const hang = () => new Promise(() => {})

test('a paused experiment reconnects its pods and disconnects the same pods again when resumed', async () => {
  await create()
  await until(isTrue('AllInjected'))
  await annotate({ [pause]: 'true' })
  await until(chaos => isTrue('Paused')(chaos) && isTrue('AllRecovered')(chaos))
  expect(partitioned.size).toBe(0)
  await startPod('npd-b')
  await annotate({ [pause]: null })
  await until(isTrue('AllInjected'))
  expect([...partitioned]).toEqual(['kube-system/npd'])
})

test('an experiment whose duration has passed is kept and cannot be restarted by an update', async () => {
  await create({ duration: '1s' })
  await until(isTrue('AllRecovered'))
  expect(partitioned.size).toBe(0)
  const ended = await server.api.get<NetworkChaos>(networkChaos, 'partition', { namespace })
  expect(ended.status?.experiment.desiredPhase).toBe('Stop')
  await annotate({ applied: 'again' })
  await expect(
    server.api.replace(
      networkChaos,
      {
        ...ended,
        metadata: { ...ended.metadata, resourceVersion: '' },
        spec: { ...ended.spec, duration: '1h' },
      },
      { namespace },
    ),
  ).rejects.toThrow(
    'admission webhook "vnetworkchaos.kb.io" denied the request: Cannot update chaos spec',
  )
  await remove()
  await until(isGone)
  await create({ duration: '1h' })
  await until(isTrue('AllInjected'))
})

test('a hanging chaos-daemon blocks injection and forced deletion', async () => {
  beforeChange = hang
  await create()
  await until(chaos => failures(chaos).length > 1)
  await remove()
  await annotate({ 'chaos-mesh.chaos-mesh.org/cleanFinalizer': 'forced' })
  const before = await server.api.get<NetworkChaos>(networkChaos, 'partition', { namespace })
  await until(chaos => failures(chaos).length > failures(before).length + 1)
  const [record] =
    (await server.api.get<NetworkChaos>(networkChaos, 'partition', { namespace })).status
      ?.experiment.containerRecords ?? []
  expect(record).toMatchObject({ phase: 'Not Injected/Wait', injectedCount: 0 })
  expect(record?.events?.at(-1)).toMatchObject({
    type: 'Failed',
    operation: 'Apply',
    message: 'failed to apply for pod kube-system/npd: unable to flush ip sets for pod npd',
  })
  await patch({ finalizers: null })
  await until(isGone)
})

test('an experiment recovers and ends once its chaos-daemon responds again', async () => {
  await create()
  await until(isTrue('AllInjected'))
  beforeChange = hang
  await remove()
  await until(chaos => failures(chaos).length > 0)
  expect(partitioned.size).toBe(1)
  beforeChange = () => {}
  await until(isGone)
  expect(partitioned.size).toBe(0)
})

test('pods of an experiment without finalizer remain disconnected until the next one recovers', async () => {
  await create()
  await until(isTrue('AllInjected'))
  beforeChange = hang
  await remove()
  await patch({ finalizers: null })
  await until(isGone)
  expect(partitioned.size).toBe(1)
  beforeChange = () => {}
  await create({ direction: 'to' })
  await until(isTrue('AllInjected'))
  await remove()
  await until(isGone)
  expect(partitioned.size).toBe(0)
})

test('a chaos-daemon call is recorded as an event on the PodNetworkChaos', async () => {
  await create()
  await until(isTrue('AllInjected'))
  const listMessages = async () => {
    const { items } = await server.api.list<KubeEvent>(events, { namespace })
    return items
      .filter(({ involvedObject }) => involvedObject.kind === 'PodNetworkChaos')
      .map(({ involvedObject, message }) => `${involvedObject.name}: ${message}`)
  }
  await expect
    .poll(listMessages)
    .toEqual(['npd: Successfully update ObservedGeneration and FailedMessage of resource'])
})
