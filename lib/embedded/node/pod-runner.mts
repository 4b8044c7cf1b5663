import { setTimeout as delay } from 'node:timers/promises'
import { podId } from '../../chaos-mesh/select-pods.mts'
import { conditionsAnnotation, metricsAnnotation } from '../../chart/npd-annotations.mts'
import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { isNotFound } from '../../kube/errors.mts'
import { pods } from '../../kube/resources.mts'
import { toKubeTime } from '../../kube/time.mts'
import type { Pod } from '../../kube/types.mts'
import type { Tokens, User } from '../apiserver/auth.mts'
import { createToken } from '../credentials.mts'
import type { Network } from '../network/network.mts'
import { ContainerLog } from './container-log.mts'
import { type ContainerOptions, runNpdContainer } from './npd-container.mts'
import { type NpdPorts, openNpdPorts } from './npd-ports.mts'
import { createPodFiles, type PodFiles } from './pod-files.mts'
import {
  buildPodStatus,
  type ContainerProgress,
  type PodAddresses,
  restartDelay,
  unmountedStatus,
} from './pod-state.mts'

export interface PodEnvironment {
  api: KubeApi
  network: Network
  tokens: Tokens
  /** Who the pod is to the API server. */
  user: User
  /** PEM. */
  caCertificate: string
  searchPath: string[]
  npdVersion: string
  log: (line: string) => void
}

/** What a container has of its pod. */
type ContainerResources = Pick<ContainerOptions, 'files' | 'path' | 'ports' | 'token'>

const mountRetryMs = 2_000

const now = () => toKubeTime(new Date())

/** One pod on its node, from its start to its deletion: what the kubelet and the runtime do for it. */
export class PodRunner {
  readonly #pod: Pod
  readonly #environment: PodEnvironment
  readonly #root: string
  readonly #addresses: PodAddresses
  readonly #stopping = new AbortController()
  readonly #startTime = now()
  readonly #running: Promise<void>
  #log = new ContainerLog()
  #previousLog: ContainerLog | undefined

  /** `root` is the folder that stands for the pod's file system. */
  constructor(pod: Pod, environment: PodEnvironment, root: string, addresses: PodAddresses) {
    this.#pod = pod
    this.#environment = environment
    this.#root = root
    this.#addresses = addresses
    this.#running = this.#run().catch(error => {
      if (!this.#signal.aborted) environment.log(`pod ${podId(pod)}: ${messageOf(error)}`)
    })
  }

  /** What the container writes, or wrote before its last restart. */
  log(previous: boolean): ContainerLog | undefined {
    return previous ? this.#previousLog : this.#log
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  get #signal(): AbortSignal {
    return this.#stopping.signal
  }

  async #run(): Promise<void> {
    const { network, tokens, user } = this.#environment
    const files = await this.#mount()
    if (!files) return
    const path = await network.attach(podId(this.#pod))
    const ports = await openNpdPorts()
    const token = createToken()
    tokens.add(token, user)
    try {
      await this.#annotatePorts(ports)
      await this.#runContainers({ files, path, ports, token })
    } finally {
      tokens.remove(token)
      this.#log.end()
      await path.close()
      await ports.close()
      await files.remove()
    }
  }

  /** Tries until the ConfigMap is there, as the kubelet does. */
  async #mount(): Promise<PodFiles | undefined> {
    while (!this.#signal.aborted)
      try {
        return await createPodFiles(this.#environment.api, this.#pod, this.#root)
      } catch (error) {
        await this.#report(unmountedStatus(this.#pod, messageOf(error)))
        await this.#sleep(mountRetryMs)
      }
    return undefined
  }

  async #runContainers(resources: ContainerResources): Promise<void> {
    let lastState: ContainerProgress['lastState']
    for (let restartCount = 0; ; restartCount += 1) {
      const startedAt = now()
      const state = { running: { startedAt } }
      const [exitCode] = await Promise.all([
        this.#runContainer(resources),
        this.#reportProgress({ state, restartCount, lastState }),
      ])
      if (this.#signal.aborted) return
      const reason = exitCode === 0 ? 'Completed' : 'Error'
      lastState = { terminated: { exitCode, reason, startedAt, finishedAt: now() } }
      const waiting = {
        reason: 'CrashLoopBackOff',
        message: 'back-off restarting failed container',
      }
      await this.#reportProgress({ state: { waiting }, lastState, restartCount })
      await this.#sleep(restartDelay(restartCount))
      if (this.#signal.aborted) return
      this.#log.end()
      this.#previousLog = this.#log
      this.#log = new ContainerLog()
    }
  }

  #runContainer(resources: ContainerResources): Promise<number> {
    const { caCertificate, searchPath, npdVersion } = this.#environment
    const log = this.#log
    return runNpdContainer(
      {
        ...resources,
        pod: this.#pod,
        caCertificate,
        searchPath,
        npdVersion,
        write: line => log.write(line),
      },
      this.#signal,
    )
  }

  #reportProgress(progress: ContainerProgress): Promise<void> {
    return this.#report(buildPodStatus(this.#pod, this.#addresses, this.#startTime, progress))
  }

  /** All pods share one loopback, so nobody can know the ports beforehand. */
  #annotatePorts({ conditionsUrl, metricsUrl }: NpdPorts): Promise<void> {
    const annotations = { [conditionsAnnotation]: conditionsUrl, [metricsAnnotation]: metricsUrl }
    return this.#patch({ metadata: { annotations } })
  }

  #report(status: Pod['status']): Promise<void> {
    return this.#patch({ status }, 'status')
  }

  async #patch(body: object, subresource?: 'status'): Promise<void> {
    const { name, namespace = '' } = this.#pod.metadata
    try {
      await this.#environment.api.patch<Pod>(
        pods,
        name,
        { type: 'merge', body },
        { namespace, subresource },
      )
    } catch (error) {
      // Deleted meanwhile: whoever watches pods stops this one.
      if (!isNotFound(error)) throw error
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#signal }).catch(() => {})
  }
}
