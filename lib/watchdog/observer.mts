import { messageOf } from '../cli/errors.mts'
import { MeasuredPeriod } from '../conditions/silence/measured-period.mts'
import type { Period } from '../conditions/silence/period.mts'
import type { KubeApi } from '../kube/api.mts'
import { observe } from '../kube/informer.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { Alarm, type SteadyClock } from './alarm.mts'
import { type Configuration, toAllowance } from './configuration.mts'
import { type Allowance, type EvaluatedNode, evaluateNode } from './decide.mts'
import * as lines from './lines.mts'
import { type Recovery, WatchedNodes } from './watched-nodes.mts'

export interface ObserverOptions {
  api: KubeApi
  clock: SteadyClock
  /** Reads NPD's configuration. */
  readConfiguration: (signal: AbortSignal) => Promise<Configuration>
  /** Returns how long NPD may go without sending a heartbeat, for this heartbeat period. */
  getAllowance?: (period: Period) => Allowance
  /** The watchdog counts as disconnected after this time without contact, in milliseconds. */
  maxDisconnectedMs: number
  /**
   * A watch that receives no data for this long is restarted. A restart takes time, so this is shorter than
   * `maxDisconnectedMs`.
   */
  idleMs: number
  /** How often to read NPD's configuration, in milliseconds. */
  refreshMs: number
  log: (line: string) => void
  onError: (message: string) => void
  /**
   * Called when the state may require a decision. A heartbeat alone does not, unless it ends the silence of a
   * marked node.
   */
  onChange: () => void
}

/**
 * Tracks the nodes and the contact with the API server, with one list and one watch. All times are in
 * milliseconds, from its clock.
 */
export class Observer {
  readonly #options: ObserverOptions
  readonly #clock: SteadyClock
  readonly #watched = new WatchedNodes()
  readonly #measuredPeriod = new MeasuredPeriod()
  #configuration: Configuration | undefined
  #lastLine = ''
  #lastContactMs: number
  #isSynced = false

  constructor(options: ObserverOptions) {
    this.#options = options
    this.#clock = options.clock
    this.#lastContactMs = options.clock.now()
  }

  /** Runs until `signal` aborts. Rejects if the first read of the nodes or of NPD's configuration fails. */
  async run(signal: AbortSignal): Promise<void> {
    this.#configuration = await this.#options.readConfiguration(signal)
    this.#logConfiguration()
    await Promise.all([this.#observe(signal), this.#refresh(signal)])
  }

  /** Whether the nodes have been read. */
  get isSynced(): boolean {
    return this.#isSynced
  }

  /** Undefined until NPD's configuration has been read. */
  get allowance(): Allowance | undefined {
    const period = this.#period()
    return period && this.#toAllowance(period)
  }

  /** The time since the last contact with the API server. */
  disconnectedForMs(nowMs: number): number {
    return nowMs - this.#lastContactMs
  }

  isDisconnected(nowMs: number): boolean {
    return this.disconnectedForMs(nowMs) > this.#options.maxDisconnectedMs
  }

  /** All nodes with conditions that NPD writes. */
  evaluateAll(nowMs: number): EvaluatedNode[] {
    const { allowance } = this
    const { types = new Set<string>() } = this.#configuration ?? {}
    if (!allowance) return []
    return [...this.#watched.all()].flatMap(watched => {
      const silentForMs = (type: string) => this.#watched.silentForMs(watched, type, nowMs)
      return evaluateNode(watched, types, silentForMs, allowance) ?? []
    })
  }

  /** When the next node becomes silent if no heartbeat arrives. */
  nextDeadline(nowMs: number): number | undefined {
    return this.allowance && this.#watched.nextDeadline(this.allowance.allowedSilenceMs, nowMs)
  }

  takeRecoveries(nowMs: number): Recovery[] {
    return this.#watched.takeRecoveries(nowMs)
  }

  /** Applies the node from the response to a write, because the watch may deliver it later. */
  apply(node: KubeNode): void {
    this.#watched.apply({ type: 'modified', object: node }, this.#clock.now())
  }

  /** Restarts every node's timer. */
  restartTimers(): void {
    this.#watched.restartTimers(this.#clock.now())
  }

  async #observe(signal: AbortSignal): Promise<void> {
    const { api, idleMs, onChange } = this.#options
    const onReachable = () => this.#recordContact()
    for await (const change of observe<KubeNode>(api, nodes, { signal, idleMs, onReachable })) {
      this.#watched.apply(change, this.#clock.now())
      if (change.type === 'modified') this.#measurePeriod(change.object)
      if (change.type === 'deleted') this.#measuredPeriod.forget(change.object.metadata.name)
      this.#isSynced = true
      if (change.type === 'synced' || this.#watched.hasRecoveries) onChange()
    }
  }

  /** Restarts every node's timer after a lost connection, because heartbeats may have been missed. */
  #recordContact(): void {
    const nowMs = this.#clock.now()
    const isReconnected = this.isDisconnected(nowMs)
    this.#lastContactMs = nowMs
    if (!isReconnected) return
    this.#watched.restartTimers(nowMs)
    this.#options.onChange()
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const { readConfiguration, refreshMs, onError } = this.#options
    const alarm = new Alarm(this.#clock)
    for (;;) {
      alarm.set(this.#clock.now() + refreshMs)
      await alarm.next(signal)
      if (signal.aborted) return
      try {
        this.#configuration = await readConfiguration(signal)
        this.#logConfiguration()
      } catch (error) {
        if (!signal.aborted) onError(`Failed to read NPD's configuration: ${messageOf(error)}`)
      }
    }
  }

  /** Measures NPD's heartbeat period from one condition per node, because NPD writes all its conditions together. */
  #measurePeriod(node: KubeNode): void {
    const condition = node.status?.conditions?.find(({ type }) =>
      this.#configuration?.types.has(type),
    )
    if (condition) this.#measuredPeriod.observe(node, condition)
  }

  #toAllowance(period: Period): Allowance {
    return (this.#options.getAllowance ?? toAllowance)(period)
  }

  /** Returns the configured period, or the measured period if the configured period is only the default. */
  #period(): Period | undefined {
    const { period } = this.#configuration ?? {}
    const { periodMs } = this.#measuredPeriod
    return period?.source === 'default' && periodMs ? { periodMs, source: 'heartbeats' } : period
  }

  #logConfiguration(): void {
    const period = this.#period()
    if (!this.#configuration || !period) return
    const line = lines.describeConfiguration(this.#configuration, period, this.#toAllowance(period))
    if (line === this.#lastLine) return
    this.#lastLine = line
    this.#options.log(line)
    this.#options.onChange()
  }
}
