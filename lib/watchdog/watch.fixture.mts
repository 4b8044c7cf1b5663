import { once } from 'node:events'
import { vi } from 'vitest'
import { openPath, type Path } from '../embedded/network/pod-path.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { openApi, type TestApi } from '../kube/api-server.fixture.mts'
import { connectDirect } from '../kube/connection.mts'
import { defaultTiming, LeaderElection } from '../kube/leader-election.mts'
import { events, namespaces, nodes } from '../kube/resources.mts'
import type { KubeEvent, KubeNode, NodeCondition } from '../kube/types.mts'
import { createActor, createDryActor } from './actor.mts'
import { defaultLimits, type Limits } from './decide.mts'
import { ManualClock } from './manual-clock.fixture.mts'
import { at, conditionAt, nodeWith, ready } from './nodes.fixture.mts'
import { Watchdog } from './watchdog.mts'

/** The Lease from watchdog/rbac.yaml. */
export const lease = { name: 'npd-watchdog', namespace: 'npd-watchdog' }

/** The heartbeat period in seconds, for which `allowedSilence` is 35 s. */
const beat = 10

export interface Watching {
  watchdog: Watchdog
  /** The lines printed so far. */
  said: string[]
  /** Resolves with the next line that matches, after those already returned. */
  says: (pattern: RegExp) => Promise<string>
  stop: () => Promise<void>
}

export interface WatchOptions {
  limits?: Partial<Limits>
  /** Another connection to the API server. */
  api?: KubeApi
  dryRun?: boolean
  overwriteTrue?: boolean
  /** The identity for leader election. */
  identity?: string
}

/** A node without NPD, whose kubelet writes show that the API server can be reached. */
const bystander = 'bystander'

/** Returns a function that resolves with the next line that matches, after those already returned. */
const nextLine = (said: string[], voice: EventTarget): Watching['says'] => {
  let read = 0
  return async pattern => {
    for (;;) {
      const found = said.findIndex((line, index) => index >= read && pattern.test(line))
      if (found < 0) await once(voice, 'said')
      else {
        read = found + 1
        return said[found] ?? ''
      }
    }
  }
}

/**
 * An API server whose nodes have an NPD that only sends heartbeats, and watchdogs that observe it.
 * Time passes only in `pass`.
 */
export class Ward {
  readonly test: TestApi
  readonly clock = new ManualClock()
  readonly #ends: (() => Promise<void>)[] = []
  readonly #beating = new Set<string>()
  readonly #watchdogs = new Set<Watchdog>()
  #seconds = 0

  constructor(test: TestApi) {
    this.test = test
  }

  static async open(count: number, ...more: NodeCondition[]): Promise<Ward> {
    const ward = new Ward(await openApi())
    await ward.test.api.create(namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: lease.namespace },
    })
    await ward.test.api.create(nodes, nodeWith(bystander))
    for (const name of Array.from({ length: count }, (_, index) => `n${index}`)) {
      await ward.test.api.create(nodes, nodeWith(name, conditionAt(0), ...more))
      ward.#beating.add(name)
    }
    return ward
  }

  /** Wraps a test: creates the fixture and always closes it. */
  static with(
    count: number,
    work: (ward: Ward) => Promise<void>,
    ...more: NodeCondition[]
  ): () => Promise<void> {
    return async () => {
      const ward = await Ward.open(count, ...more)
      try {
        await work(ward)
      } finally {
        await ward.close()
      }
    }
  }

  silence(...names: string[]): void {
    for (const name of names) this.#beating.delete(name)
  }

  /** Sends heartbeats again, starting now. */
  async speak(...names: string[]): Promise<void> {
    for (const name of names) this.#beating.add(name)
    await this.#beatAll()
  }

  /** Lets this many seconds pass with their heartbeats, which all connected watchdogs receive. */
  async pass(seconds: number, deaf?: Watchdog): Promise<void> {
    for (let passed = 0; passed < seconds; passed += beat) {
      await this.#beatAll()
      await this.#heard(deaf)
      this.clock.advance(beat * 1_000)
      this.#seconds += beat
    }
    await this.#beatAll()
    await this.#heard(deaf)
  }

  async start({
    limits,
    api = this.test.api,
    dryRun,
    overwriteTrue,
    identity,
  }: WatchOptions = {}): Promise<Watching> {
    const stopping = new AbortController()
    const ended = new AbortController()
    const said: string[] = []
    const voice = new EventTarget()
    const say = (line: string) => {
      said.push(line)
      voice.dispatchEvent(new Event('said'))
    }
    const election =
      identity === undefined
        ? undefined
        : new LeaderElection({
            api,
            lease,
            identity,
            timing: { ...defaultTiming, retryPeriodMs: 50 },
            onLeader: leader => {
              say(`leader ${leader}`)
              watchdog.requestRun()
            },
          })
    const watchdog = new Watchdog({
      api,
      actor: dryRun ? createDryActor(api) : createActor(api, { overwriteTrue, onError: say }),
      lease,
      election,
      limits: { ...defaultLimits, ...limits },
      timing: { idleMs: 200, passMs: 0, refreshMs: 3_600_000, retryMs: 10_000 },
      clock: this.clock,
      configure: async () => ({
        types: new Set(['NetworkProblem']),
        period: { periodMs: beat * 1_000, from: 'option' },
      }),
      say,
      onError: message => say(`error ${message}`),
    })
    const electing = election?.run(ended.signal)
    const running = watchdog.run(stopping.signal)
    this.#watchdogs.add(watchdog)
    const stop = async () => {
      this.#watchdogs.delete(watchdog)
      stopping.abort()
      await running
      ended.abort()
      await electing
    }
    this.#ends.unshift(stop)
    const says = nextLine(said, voice)
    await vi.waitFor(() => {
      if (!watchdog.state().isSynced) throw new Error('the watchdog has not read the nodes yet')
    }, waiting)
    return { watchdog, said, says, stop }
  }

  /** A connection to the API server that can be cut. */
  async way(): Promise<{ path: Path; api: KubeApi }> {
    const { server, certificate, token } = this.test
    const path = await openPath('way', server.port)
    const url = `https://127.0.0.1:${path.port}`
    const api = createApi(
      connectDirect({ context: 'way', server: url, caCertificate: certificate, token }),
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

  /** Waits until the watchdog's own condition of a node has this status. */
  async published(name: string, status: string): Promise<void> {
    await vi.waitFor(async () => {
      const found = await this.condition(name, 'NodeProblemDetectorSilent')
      if (found?.status !== status) throw new Error(`${name} is ${found?.status}`)
    }, waiting)
  }

  /** NPD writes a changed condition. */
  async write(name: string, change: Partial<NodeCondition>): Promise<void> {
    await this.#write(name, { ...conditionAt(this.#seconds), ...change })
    this.#beating.delete(name)
  }

  /** The events, for example `Warning NodeProblemDetectorSilent n0`, in order, once there are this many. */
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

  /** The bystander is written last, so a watchdog that has seen it has seen everything. */
  async #heard(deaf: Watchdog | undefined): Promise<void> {
    const listening = [...this.#watchdogs].filter(watchdog => watchdog !== deaf)
    await vi.waitFor(() => {
      for (const watchdog of listening) {
        const { judged, contactlessMs } = watchdog.state()
        const late = judged.filter(
          ({ watched, silentForMs }) =>
            this.#beating.has(watched.node.metadata.name) && silentForMs > 0,
        )
        if (late.length > 0 || contactlessMs > 0) throw new Error('it has not heard all yet')
      }
    }, waiting)
  }
}

const waiting = { timeout: 15_000, interval: 5 }
