import { setTimeout as delay } from 'node:timers/promises'
import { podId } from '../../chaos/select-pods.mts'
import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { isNotFound } from '../../kube/errors.mts'
import { pods } from '../../kube/resources.mts'
import type { Pod } from '../../kube/types.mts'
import type { Tokens, User } from '../apiserver/auth.mts'
import { createToken } from '../credentials.mts'
import type { Network, Path } from '../network.mts'
import { ContainerLog } from './container-log.mts'
import { runNpdContainer } from './npd-container.mts'
import { createPodFiles, type PodFiles } from './pod-files.mts'
import {
  type ContainerProgress,
  type PodAddresses,
  podStatusOf,
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

const mountRetryMs = 2_000

const now = () => `${new Date().toISOString().slice(0, 19)}Z`

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
    const token = createToken()
    tokens.add(token, user)
    try {
      await this.#runContainers(files, path, token)
    } finally {
      tokens.remove(token)
      this.#log.end()
      await path.close()
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

  async #runContainers(files: PodFiles, path: Path, token: string): Promise<void> {
    let lastState: ContainerProgress['lastState']
    for (let restartCount = 0; ; restartCount += 1) {
      const startedAt = now()
      const state = { running: { startedAt } }
      const [exitCode] = await Promise.all([
        this.#runContainer(files, path, token),
        this.#reportProgress({ state, restartCount, ...(lastState && { lastState }) }),
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

  #runContainer(files: PodFiles, path: Path, token: string): Promise<number> {
    const { caCertificate, searchPath, npdVersion } = this.#environment
    const log = this.#log
    return runNpdContainer(
      {
        pod: this.#pod,
        files,
        path,
        token,
        caCertificate,
        searchPath,
        npdVersion,
        write: line => log.write(line),
      },
      this.#signal,
    )
  }

  #reportProgress(progress: ContainerProgress): Promise<void> {
    return this.#report(podStatusOf(this.#pod, this.#addresses, this.#startTime, progress))
  }

  async #report(status: Pod['status']): Promise<void> {
    const { name, namespace = '' } = this.#pod.metadata
    const patch = { type: 'merge', body: { status } } as const
    try {
      await this.#environment.api.patch<Pod>(pods, name, patch, {
        namespace,
        subresource: 'status',
      })
    } catch (error) {
      // Deleted meanwhile: whoever watches pods stops this one.
      if (!isNotFound(error)) throw error
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#signal }).catch(() => {})
  }
}
