import { vi } from 'vitest'
import { type NetworkPath, openNetworkPath } from '../embedded/network/pod-path.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { connectWithToken } from '../kube/connection.mts'
import { events, namespaces, nodes } from '../kube/resources.mts'
import type { KubeEvent, KubeNode, NodeCondition } from '../kube/types.mts'
import { ManualClock } from './manual-clock.fixture.mts'
import { at, conditionAt, nodeWith, ready } from './nodes.fixture.mts'
import {
  beat,
  lease,
  startWatchdog,
  type Watching,
  type WatchOptions,
  waiting,
} from './start-watchdog.fixture.mts'
import type { Watchdog } from './watchdog.mts'

/** A node without NPD, whose kubelet writes show that the API server can be reached. */
const bystander = 'bystander'

/**
 * An API server with nodes on which NPD only sends heartbeats, and watchdogs that observe these nodes.
 * Only `pass` advances the clock.
 */
export class WatchedCluster {
  readonly test: TestApi
  readonly clock = new ManualClock()
  readonly #ends: (() => Promise<void>)[] = []
  readonly #beating = new Set<string>()
  readonly #watchdogs = new Set<Watchdog>()
  #seconds = 0

  constructor(test: TestApi) {
    this.test = test
  }

  static async open(count: number, ...more: NodeCondition[]): Promise<WatchedCluster> {
    const cluster = new WatchedCluster(await startTestApi())
    await cluster.test.api.create(namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: lease.namespace },
    })
    await cluster.test.api.create(nodes, nodeWith(bystander))
    for (const name of Array.from({ length: count }, (_, index) => `n${index}`)) {
      await cluster.test.api.create(nodes, nodeWith(name, conditionAt(0), ...more))
      cluster.#beating.add(name)
    }
    return cluster
  }

  /** Wraps a test: creates the fixture and always closes it. */
  static with(
    count: number,
    work: (cluster: WatchedCluster) => Promise<void>,
    ...more: NodeCondition[]
  ): () => Promise<void> {
    return async () => {
      const cluster = await WatchedCluster.open(count, ...more)
      try {
        await work(cluster)
      } finally {
        await cluster.close()
      }
    }
  }

  silence(...names: string[]): void {
    for (const name of names) this.#beating.delete(name)
  }

  /** Sends heartbeats again, starting now. */
  async resume(...names: string[]): Promise<void> {
    for (const name of names) this.#beating.add(name)
    await this.#beatAll()
  }

  /** Advances the clock in steps. At each step, sends heartbeats and waits until all connected watchdogs have them. */
  async pass(seconds: number, disconnected?: Watchdog): Promise<void> {
    for (let passed = 0; passed < seconds; passed += beat) {
      await this.#beatAll()
      await this.#waitUntilObserved(disconnected)
      this.clock.advance(beat * 1_000)
      this.#seconds += beat
    }
    await this.#beatAll()
    await this.#waitUntilObserved(disconnected)
  }

  async start(options: WatchOptions = {}): Promise<Watching> {
    const watching = await startWatchdog({ api: this.test.api, clock: this.clock, ...options })
    const { watchdog } = watching
    this.#watchdogs.add(watchdog)
    const stop = async () => {
      this.#watchdogs.delete(watchdog)
      await watching.stop()
    }
    this.#ends.unshift(stop)
    return { ...watching, stop }
  }

  /** A connection to the API server that can be partitioned. */
  async openCuttablePath(): Promise<{ path: NetworkPath; api: KubeApi }> {
    const { server, certificate, token } = this.test
    const path = await openNetworkPath('partitionable', server.port)
    const url = `https://127.0.0.1:${path.port}`
    const api = createApi(
      connectWithToken({
        context: 'partitionable',
        server: url,
        caCertificate: certificate,
        token,
      }),
    )
    this.#ends.push(async () => {
      api.close()
      await path.close()
    })
    return { path, api }
  }

  async condition(name: string, type = 'NetworkProblem'): Promise<NodeCondition | undefined> {
    const { status } = await this.test.api.get<KubeNode>(nodes, name)
    return status?.conditions?.find(condition => condition.type === type)
  }

  /** Waits until the condition that the watchdog publishes on the node has this status. */
  async published(name: string, status: string): Promise<void> {
    await vi.waitFor(async () => {
      const found = await this.condition(name, 'NodeProblemDetectorSilent')
      if (found?.status !== status) throw new Error(`${name} is ${found?.status}`)
    }, waiting)
  }

  /** Writes a changed condition like NPD, and stops the heartbeats of the node. */
  async write(name: string, change: Partial<NodeCondition>): Promise<void> {
    await this.#write(name, { ...conditionAt(this.#seconds), ...change })
    this.#beating.delete(name)
  }

  /** Waits for `count` events, and returns them in order, for example `Warning NodeProblemDetectorSilent n0`. */
  events(count: number): Promise<string[]> {
    return vi.waitFor(async () => {
      const { items } = await this.test.api.list<KubeEvent>(events)
      if (items.length < count) throw new Error(`${items.length} events only`)
      return items
        .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map(({ type, reason, involvedObject }) => `${type} ${reason} ${involvedObject.name}`)
    }, waiting)
  }

  async close(): Promise<void> {
    for (const end of this.#ends) await end()
    await this.test.close()
  }

  async #beatAll(): Promise<void> {
    for (const name of this.#beating) await this.#write(name, conditionAt(this.#seconds))
    this.#signs += 1
    await this.#write(bystander, { ...ready, lastHeartbeatTime: at(this.#signs) })
  }

  #signs = 0

  #write(name: string, condition: NodeCondition): Promise<unknown> {
    const patch = { type: 'strategic', body: { status: { conditions: [condition] } } } as const
    return this.test.api.patch(nodes, name, patch, { subresource: 'status' })
  }

  /** The bystander is written last, so a watchdog that has received that write has received all writes. */
  async #waitUntilObserved(disconnected: Watchdog | undefined): Promise<void> {
    const listening = [...this.#watchdogs].filter(watchdog => watchdog !== disconnected)
    await vi.waitFor(() => {
      for (const watchdog of listening) {
        const { evaluatedNodes, disconnectedForMs } = watchdog.state()
        const late = evaluatedNodes.filter(
          ({ watchedNode, silentForMs }) =>
            this.#beating.has(watchedNode.node.metadata.name) && silentForMs > 0,
        )
        if (late.length > 0 || disconnectedForMs > 0)
          throw new Error('it has not received all heartbeats yet')
      }
    }, waiting)
  }
}
