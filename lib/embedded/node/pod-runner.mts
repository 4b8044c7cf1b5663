import { setTimeout as delay } from 'node:timers/promises'
import { podId } from '../../chaos-mesh/select-pods.mts'
import {
  conditionsAnnotation,
  metricsAnnotation,
  rulesAnnotation,
  runsAnnotation,
} from '../../chart/npd-annotations.mts'
import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { isNotFound } from '../../kube/errors.mts'
import { pods } from '../../kube/resources.mts'
import { toKubeTime } from '../../kube/time.mts'
import type { Pod, PolicyRule } from '../../kube/types.mts'
import type { TokenStore, User } from '../apiserver/auth.mts'
import type { Network } from '../network/network.mts'
import { createToken } from '../token.mts'
import { ContainerLog } from './container-log.mts'
import { type ContainerOptions, runNpdContainer } from './npd-container.mts'
import { type NpdPorts, openNpdPorts } from './npd-ports.mts'
import { createPodFiles, type PodFiles } from './pod-files.mts'
import {
  buildPodStatus,
  buildUnmountedStatus,
  type ContainerSnapshot,
  computeRestartDelayMs,
  type PodAddresses,
} from './pod-state.mts'

export interface PodEnvironment {
  api: KubeApi
  network: Network
  tokens: TokenStore
  /** The user that the pod authenticates as. */
  user: User
  /** PEM-encoded. */
  caCertificate: string
  searchPath: string[]
  npdVersion: string
  /** Identifies the background process of the embedded cluster. */
  sessionId: string
  log: (line: string) => void
}

/** Resources of the pod that its container uses. */
type ContainerResources = Pick<ContainerOptions, 'files' | 'networkPath' | 'ports' | 'token'> & {
  /** Resolves when the ports are published. The pod is reported as running only after that. */
  portsPublished: Promise<void>
}

const mountRetryMs = 2_000

const now = () => toKubeTime(new Date())

/** Adds the rules in the chart's `rbac.clusterRole.extraRules` to the pod's user. */
const addExtraRules = (user: User, { metadata }: Pod): User => {
  const text = metadata.annotations?.[rulesAnnotation]
  if (text === undefined) return user
  const extraRules: PolicyRule[] = JSON.parse(text)
  return { ...user, rules: [...user.rules, ...extraRules] }
}

/** Runs one pod on its node until it is deleted, like the kubelet and the container runtime. */
export class PodRunner {
  readonly #pod: Pod
  readonly #environment: PodEnvironment
  readonly #root: string
  readonly #addresses: PodAddresses
  readonly #abortController = new AbortController()
  readonly #startTime = now()
  readonly #runPromise: Promise<void>
  #log = new ContainerLog()
  #previousLog: ContainerLog | undefined

  /** `root` is the folder for the pod's file system. */
  constructor(pod: Pod, environment: PodEnvironment, root: string, addresses: PodAddresses) {
    this.#pod = pod
    this.#environment = environment
    this.#root = root
    this.#addresses = addresses
    this.#runPromise = this.#run().catch(error => {
      if (!this.#signal.aborted)
        environment.log(`Failed to run pod ${podId(pod)}: ${messageOf(error)}`)
    })
  }

  /** Returns the container's log. With `previous`, returns the log from before the last restart. */
  log(previous: boolean): ContainerLog | undefined {
    return previous ? this.#previousLog : this.#log
  }

  async stop(): Promise<void> {
    this.#abortController.abort()
    await this.#runPromise
  }

  get #signal(): AbortSignal {
    return this.#abortController.signal
  }

  async #run(): Promise<void> {
    const { network, tokens } = this.#environment
    const files = await this.#mount()
    if (!files) return
    const networkPath = await network.attach(podId(this.#pod))
    const ports = await openNpdPorts()
    const token = createToken()
    tokens.add(token, addExtraRules(this.#environment.user, this.#pod))
    try {
      const portsPublished = this.#annotatePorts(ports)
      await this.#runContainerWithRestarts({ files, networkPath, ports, token, portsPublished })
    } finally {
      tokens.remove(token)
      this.#log.end()
      await networkPath.close()
      await ports.close()
      await files.remove()
    }
  }

  /** Creates the pod's files. Retries until the ConfigMaps exist, like the kubelet. */
  async #mount(): Promise<PodFiles | undefined> {
    while (!this.#signal.aborted)
      try {
        return await createPodFiles(this.#environment.api, this.#pod, this.#root)
      } catch (error) {
        await this.#report(buildUnmountedStatus(this.#pod, messageOf(error)))
        await this.#sleep(mountRetryMs)
      }
    return undefined
  }

  async #runContainerWithRestarts(resources: ContainerResources): Promise<void> {
    let lastState: ContainerSnapshot['lastState']
    for (let restartCount = 0; ; restartCount += 1) {
      const startedAt = now()
      const state = { running: { startedAt } }
      const [exitCode] = await Promise.all([
        this.#runContainer(resources),
        resources.portsPublished.then(() =>
          this.#reportContainerState({ state, restartCount, lastState }),
        ),
      ])
      if (this.#signal.aborted) return
      const reason = exitCode === 0 ? 'Completed' : 'Error'
      lastState = { terminated: { exitCode, reason, startedAt, finishedAt: now() } }
      const waiting = {
        reason: 'CrashLoopBackOff',
        message: 'back-off restarting failed container',
      }
      await this.#reportContainerState({ state: { waiting }, lastState, restartCount })
      await this.#sleep(computeRestartDelayMs(restartCount))
      if (this.#signal.aborted) return
      this.#log.end()
      this.#previousLog = this.#log
      this.#log = new ContainerLog()
    }
  }

  #runContainer(resources: ContainerResources): Promise<number> {
    const { caCertificate, searchPath, npdVersion, sessionId } = this.#environment
    const log = this.#log
    return runNpdContainer(
      {
        ...resources,
        pod: this.#pod,
        caCertificate,
        searchPath,
        npdVersion,
        sessionId,
        write: line => log.write(line),
      },
      this.#signal,
    )
  }

  #reportContainerState(snapshot: ContainerSnapshot): Promise<void> {
    return this.#report(buildPodStatus(this.#pod, this.#addresses, this.#startTime, snapshot))
  }

  /** Publishes the ports as annotations, because the system chooses their numbers. */
  #annotatePorts({ conditionsUrl, metricsUrl, runsUrl }: NpdPorts): Promise<void> {
    const annotations = {
      [conditionsAnnotation]: conditionsUrl,
      [metricsAnnotation]: metricsUrl,
      [runsAnnotation]: runsUrl,
    }
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
      // If the pod was deleted in the meantime, the watch on pods stops this runner.
      if (!isNotFound(error)) throw error
    }
  }

  async #sleep(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#signal }).catch(() => {})
  }
}
