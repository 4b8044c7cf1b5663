import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { applyExperiment, deleteExperiment } from '../../lib/chaos/apply.mts'
import { readExperiment } from '../../lib/chaos/experiment.mts'
import { labelPods } from '../../lib/chaos/label-pods.mts'
import type { NetworkChaos } from '../../lib/chaos-mesh/types.mts'
import { leaderLine } from '../../lib/cluster/watchdog-lines.mts'
import { computeAllowedSilence } from '../../lib/conditions/silence/allowance.mts'
import { isMarked } from '../../lib/conditions/silence/mark.mts'
import { createApi, type KubeApi } from '../../lib/kube/api.mts'
import { connectKubeconfig } from '../../lib/kube/connection.mts'
import { observe } from '../../lib/kube/informer.mts'
import { conditionOf } from '../../lib/kube/node-condition.mts'
import { networkChaos, nodes } from '../../lib/kube/resources.mts'
import type { KubeNode, Pod } from '../../lib/kube/types.mts'
import { waitFor } from '../../lib/kube/wait.mts'
import { stateFolder } from '../../lib/state-folder.mts'
import { openScripts } from '../scripts.fixture.mts'
import type { HardCheck } from './check.mts'

const workers = 39
const rounds = 10
const heartbeatMs = 1_000
const limitMs = computeAllowedSilence(heartbeatMs)
/** The maximum difference between a silence and the limit. */
const spreadMs = 5_000
/** The rounding of heartbeat times, which are whole seconds. */
const roundingMs = 1_000
/** The watchdog must mark a silent node within this time. */
const delayMs = 5_000
const patienceMs = 60_000
const timing = ['--interval', '5m', '--timeout', '5s', '--heartbeat', '1s']

/** Follows the heartbeats and the watchdog's marks of all nodes. */
class Observer {
  readonly failures: string[] = []
  marks = 0
  readonly #nodes = new Map<string, { heartbeat: number; isMarked: boolean }>()
  readonly #changes = new EventEmitter().setMaxListeners(0)

  async follow(api: KubeApi, signal: AbortSignal): Promise<void> {
    for await (const change of observe<KubeNode>(api, nodes, { signal }))
      for (const node of 'objects' in change ? change.objects : [change.object]) this.#apply(node)
  }

  /** Waits for a heartbeat of the node after this time. Resolves with false if none arrives. */
  async heartbeatAfter(name: string, time: number): Promise<boolean> {
    const signal = AbortSignal.timeout(patienceMs)
    const isThere = () => {
      const { heartbeat = 0, isMarked = true } = this.#nodes.get(name) ?? {}
      return heartbeat > time && !isMarked
    }
    while (!isThere())
      try {
        await once(this.#changes, 'change', { signal })
      } catch {
        return false
      }
    return true
  }

  #apply(node: KubeNode): void {
    const { name } = node.metadata
    const condition = conditionOf(node, 'NetworkProblem')
    if (!condition) return
    const heartbeat = Date.parse(condition.lastHeartbeatTime ?? '')
    const known = this.#nodes.get(name) ?? { heartbeat, isMarked: false }
    if (isMarked(condition)) this.#takeMark(name, known)
    else if (heartbeat >= known.heartbeat) {
      const gap = heartbeat - known.heartbeat
      if (gap > limitMs + delayMs && !known.isMarked)
        this.failures.push(`${name} was silent for ${gap} ms without a mark`)
      this.#nodes.set(name, { heartbeat, isMarked: false })
    }
    this.#changes.emit('change')
  }

  #takeMark(name: string, known: { heartbeat: number; isMarked: boolean }): void {
    if (known.isMarked) return
    this.marks += 1
    const age = Date.now() - known.heartbeat
    if (age < limitMs - roundingMs)
      this.failures.push(`${name} was marked ${age} ms after a heartbeat`)
    this.#nodes.set(name, { ...known, isMarked: true })
  }
}

/** Repeatedly disconnects each node for about the longest silence that the watchdog allows. */
export const checkSilences: HardCheck = async ({ random, report }) => {
  const scripts = await openScripts()
  const observer = new Observer()
  const ending = new AbortController()
  let tried = 0
  try {
    await scripts.mustRun('run', ['--workers', String(workers), ...timing])
    const { kubeconfig } = stateFolder({ NPD_TEST_DIR: scripts.folder })
    const api = createApi(await connectKubeconfig(kubeconfig))
    const watchdog = scripts.start('watchdog', ['--disruption-threshold', '1'])
    await watchdog.printed(new RegExp(leaderLine))
    const following = observer.follow(api, ending.signal)
    const { pods } = await labelPods(api, ['kube-system'], ending)
    const disconnect = async (pod: Pod) => {
      for (let round = 0; round < rounds; round += 1) {
        const silenceMs = limitMs - spreadMs + random(2 * spreadMs)
        await silence(api, pod, silenceMs)
        tried += 1
        const name = pod.spec.nodeName ?? ''
        if (!(await observer.heartbeatAfter(name, Date.now() - roundingMs)))
          observer.failures.push(`${name} is stuck after a silence of ${silenceMs} ms`)
        if (tried % 100 === 0) report(`${tried} silences, ${observer.marks} marks`)
      }
    }
    await Promise.all(
      pods.map(async pod => {
        await sleep(random(limitMs))
        await disconnect(pod)
      }),
    )
    ending.abort()
    watchdog.kill('SIGINT')
    await Promise.all([watchdog.ended, following])
    api.close()
  } finally {
    await scripts.close()
  }
  const note = `${workers + 1} nodes, limit ${limitMs / 1000} s ± ${spreadMs / 1000} s; ${observer.marks} marks`
  return { tried, failures: observer.failures, note }
}

/** Disconnects a pod for this time. */
const silence = async (api: KubeApi, pod: Pod, silenceMs: number): Promise<void> => {
  const node = pod.spec.nodeName ?? ''
  const { signal } = new AbortController()
  const { chaos } = await readExperiment({ nodes: [node], duration: `${silenceMs}ms` })
  chaos.metadata.name = `silence-${node}`
  await applyExperiment(api, chaos, [pod], signal)
  const { name, namespace = '' } = chaos.metadata
  await waitFor<NetworkChaos, true>(api, networkChaos, {
    namespace,
    fieldSelector: `metadata.name=${name}`,
    timeoutMs: silenceMs + patienceMs,
    signal,
    findResult: ([current]) => (hasRecovered(current) ? true : undefined),
    createTimeoutError: () => new Error(`${name} did not end`),
  })
  await deleteExperiment(api, chaos, signal)
}

const hasRecovered = (chaos: NetworkChaos | undefined): boolean =>
  chaos?.status?.experiment.desiredPhase === 'Stop' &&
  (chaos.status.conditions ?? []).some(
    ({ type, status }) => type === 'AllRecovered' && status === 'True',
  )
