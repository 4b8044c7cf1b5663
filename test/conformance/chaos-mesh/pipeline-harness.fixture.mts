import { vi } from 'vitest'
import type { NetworkChaos } from '../../../lib/chaos-mesh/types.mts'
import { ChaosDaemonError } from '../../../lib/embedded/chaos/chaos-daemon.mts'
import { type PipelineResult, runPipeline } from '../../../lib/embedded/chaos/pipeline.mts'
import { createPodNetworks, type PodNetwork } from '../../../lib/embedded/chaos/pod-networks.mts'
import { reconcilePodNetwork } from '../../../lib/embedded/chaos/reconcile-pod-network.mts'
import { createRecorder } from '../../../lib/embedded/chaos/recorder.mts'
import type { KubeApi } from '../../../lib/kube/api.mts'
import { ignoreNotFound } from '../../../lib/kube/errors.mts'
import { networkChaos, pods } from '../../../lib/kube/resources.mts'
import type { KubeEvent, Pod } from '../../../lib/kube/types.mts'
import { formatEvents, normalizeStatus } from './normalize.mts'
import type { PipelineCase, PodCase, Reconciled, Step } from './recordings.mts'

const namespace = 'chaos-a'
const merge = (body: object) => ({ type: 'merge', body }) as const

/** Plays recorded steps with the embedded implementation of the chaos-mesh pipeline and daemons. */
export class PipelineHarness {
  readonly #api: KubeApi
  readonly #specs: PipelineCase['experiments']
  readonly #signal = new AbortController().signal
  readonly #networks = createPodNetworks()
  #daemon: 'works' | 'fails' | 'missing' = 'works'
  #emitted: KubeEvent[] = []

  constructor(api: KubeApi, { experiments }: PipelineCase) {
    this.#api = api
    this.#specs = experiments
  }

  /** Executes a step. A `reconcile` step returns the resulting state. */
  async play(step: Step): Promise<Reconciled | undefined> {
    const name = step.experiment ?? 'x'
    switch (step.do) {
      case 'create':
        await this.#create(name)
        return undefined
      case 'delete':
        await this.#api.delete(networkChaos, name, { namespace })
        return undefined
      case 'annotate':
        return this.#patch(name, { annotations: step.annotations })
      case 'finalizers':
        return this.#patch(name, { finalizers: step.finalizers })
      case 'age': {
        const { metadata } = await this.#get(name)
        vi.setSystemTime(Date.parse(metadata.creationTimestamp ?? '') + step.seconds * 1000)
        return undefined
      }
      case 'daemon':
        this.#daemon = step.state
        return undefined
      case 'createPod':
        return this.createPod(step.pod)
      case 'deletePod':
        await this.#api.delete(pods, step.pod, { namespace })
        return undefined
      case 'phase':
        return this.#setPhase(step.pod, step.phase)
      case 'reconcile':
        return this.#reconcile(name)
    }
  }

  async createPod({ name, phase, hostNetwork }: PodCase): Promise<undefined> {
    await this.#api.create<Pod>(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: { app: 'npd' } },
      spec: {
        nodeName: 'worker',
        containers: [{ name: 'c', image: 'i:1' }],
        ...(hostNetwork && { hostNetwork }),
      },
    })
    return this.#setPhase(name, phase)
  }

  async #create(name: string): Promise<void> {
    const spec = this.#specs[name]
    if (!spec) throw new Error(`no spec of ${name}`)
    await this.#api.create<NetworkChaos>(networkChaos, {
      apiVersion: 'chaos-mesh.org/v1alpha1',
      kind: 'NetworkChaos',
      metadata: { name, namespace },
      spec,
    })
  }

  async #patch(name: string, metadata: object): Promise<undefined> {
    await this.#api
      .patch(networkChaos, name, merge({ metadata }), { namespace })
      .catch(ignoreNotFound)
    return undefined
  }

  async #setPhase(name: string, phase: string): Promise<undefined> {
    const options = { namespace, subresource: 'status' } as const
    await this.#api.patch(pods, name, merge({ status: { phase } }), options)
    return undefined
  }

  #get(name: string): Promise<NetworkChaos> {
    return this.#api.get<NetworkChaos>(networkChaos, name, { namespace })
  }

  #recorder() {
    const create = async (_: unknown, event: unknown) => this.#emitted.push(event as KubeEvent)
    const api = { create } as unknown as Pick<KubeApi, 'create'>
    return createRecorder({ api, log: () => {}, signal: this.#signal })
  }

  async #run(name: string): Promise<PipelineResult> {
    const chaos = await this.#api.find<NetworkChaos>(networkChaos, name, { namespace })
    const recorder = this.#recorder()
    const context = { api: this.#api, networks: this.#networks, recorder, signal: this.#signal }
    const ref = { namespace, name, uid: chaos?.metadata.uid ?? '' }
    const result = chaos ? await runPipeline(context, ref) : { needsRetry: false }
    await recorder.flush()
    return result
  }

  async #reconcile(name: string): Promise<Reconciled> {
    const { needsRetry, msUntilStop } = await this.#run(name)
    const events = this.#takeEvents()
    const present = await this.#present()
    for (const network of present) await this.#observe(network)
    const network = this.#takeEvents()
    const chaos = await this.#api.find<NetworkChaos>(networkChaos, name, { namespace })
    return {
      ...(chaos
        ? { finalizers: chaos.metadata.finalizers ?? [], status: normalizeStatus(chaos) }
        : { gone: true as const }),
      requeue: needsRetry,
      requeueAfter: !needsRetry && msUntilStop !== undefined,
      events,
      network,
      rules: Object.fromEntries(present.map(each => [idOf(each), rulesOf(each)])),
    }
  }

  /** Lists the networks of existing pods. The garbage collector deletes the rules of a deleted pod. */
  async #present(): Promise<PodNetwork[]> {
    const { items } = await this.#api.list<Pod>(pods, { namespace })
    return items.flatMap(pod => this.#networks.find(pod) ?? [])
  }

  async #observe(network: PodNetwork): Promise<void> {
    const answer = () => {
      if (this.#daemon === 'missing')
        throw new ChaosDaemonError(
          'create chaos daemon client',
          'cannot find daemonIP on node worker',
        )
      if (this.#daemon === 'fails') throw new Error('context deadline exceeded')
    }
    const recorder = this.#recorder()
    await reconcilePodNetwork(network, {
      network: { partition: answer, heal: answer },
      timeoutMs: 60_000,
      recorder,
      signal: this.#signal,
    })
    await recorder.flush()
  }

  #takeEvents(): string[] {
    const emitted = this.#emitted
    this.#emitted = []
    return formatEvents(emitted)
  }
}

const idOf = ({ object: { metadata } }: PodNetwork): string =>
  `${metadata.namespace}/${metadata.name}`

const rulesOf = ({ generation, observedGeneration, failure, rules }: PodNetwork) => ({
  generation,
  observed: observedGeneration,
  ...(failure !== undefined && { failed: failure }),
  rules: rules.map(({ source, direction, peers }) => `${source} ${direction} ${peers}`).sort(),
})
