import { messageOf } from '../cli/errors.mts'
import { LearnedPeriod } from '../conditions/silence/learned-period.mts'
import type { Period } from '../conditions/silence/period.mts'
import type { KubeApi } from '../kube/api.mts'
import { observe } from '../kube/informer.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { Alarm, type SteadyClock } from './alarm.mts'
import { allowanceOf, type Configuration } from './configuration.mts'
import { type Allowance, type JudgedNode, judgeNode } from './decide.mts'
import * as lines from './lines.mts'
import { type Recovery, WatchedNodes } from './watched-nodes.mts'

export interface ObserverOptions {
  api: KubeApi
  clock: SteadyClock
  /** Reads what there is to watch. */
  configure: (signal: AbortSignal) => Promise<Configuration>
  /** How long who writes heartbeats in this period may be silent. */
  allow?: (period: Period) => Allowance
  /** Whoever has not heard the API server for longer was cut off, in milliseconds. */
  contactLimitMs: number
  /** A watch that is quiet for so long is made anew; less than the limit by what that may take. */
  idleMs: number
  /** From one look at NPD's configuration to the next. */
  refreshMs: number
  say: (line: string) => void
  onError: (message: string) => void
  /** Something has come that is not just a heartbeat more. */
  onNews: () => void
}

/**
 * What is known of the nodes, and of our own hearing: one list and one watch. All times are milliseconds
 * of its clock.
 */
export class Observer {
  readonly #options: ObserverOptions
  readonly #clock: SteadyClock
  readonly #watched = new WatchedNodes()
  readonly #learned = new LearnedPeriod()
  #configuration: Configuration | undefined
  #said = ''
  #contactMs: number
  #isSynced = false

  constructor(options: ObserverOptions) {
    this.#options = options
    this.#clock = options.clock
    this.#contactMs = options.clock.now()
  }

  /** Until `signal` aborts. Rejects if the nodes or NPD's configuration cannot be read at first. */
  async run(signal: AbortSignal): Promise<void> {
    this.#configuration = await this.#options.configure(signal)
    this.#tellConfiguration()
    await Promise.all([this.#observe(signal), this.#refresh(signal)])
  }

  /** Whether it is known which nodes there are. */
  get isSynced(): boolean {
    return this.#isSynced
  }

  /** Undefined before that is known. */
  get allowance(): Allowance | undefined {
    const period = this.#period()
    return period && this.#allow(period)
  }

  /** How long the API server was not heard. */
  contactlessMs(nowMs: number): number {
    return nowMs - this.#contactMs
  }

  isCutOff(nowMs: number): boolean {
    return this.contactlessMs(nowMs) > this.#options.contactLimitMs
  }

  /** Those of all nodes that have conditions of NPD. */
  judgeAll(nowMs: number): JudgedNode[] {
    const { allowance } = this
    const { types = new Set<string>() } = this.#configuration ?? {}
    if (!allowance) return []
    return [...this.#watched.all()].flatMap(watched => {
      const silentForMs = (type: string) => this.#watched.silentForMs(watched, type, nowMs)
      return judgeNode(watched, types, silentForMs, allowance) ?? []
    })
  }

  /** When somebody will have been silent for too long, if nothing is heard. */
  nextDeadline(nowMs: number): number | undefined {
    return this.allowance && this.#watched.nextDeadline(this.allowance.allowedMs, nowMs)
  }

  takeRecoveries(nowMs: number): Recovery[] {
    return this.#watched.takeRecoveries(nowMs)
  }

  /** A node as a write was answered, which the watch may tell of later. */
  take(node: KubeNode): void {
    this.#watched.take({ type: 'modified', object: node }, this.#clock.now())
  }

  /** Every node gets its time once more. */
  pardon(): void {
    this.#watched.pardon(this.#clock.now())
  }

  async #observe(signal: AbortSignal): Promise<void> {
    const { api, idleMs, onNews } = this.#options
    const onContact = () => this.#hear()
    for await (const change of observe<KubeNode>(api, nodes, { signal, idleMs, onContact })) {
      this.#watched.take(change, this.#clock.now())
      if (change.type === 'modified') this.#learn(change.object)
      if (change.type === 'deleted') this.#learned.forget(change.object.metadata.name)
      this.#isSynced = true
      if (change.type === 'synced' || this.#watched.hasRecoveries) onNews()
    }
  }

  /** After a time without contact nobody is blamed for what we did not hear. */
  #hear(): void {
    const nowMs = this.#clock.now()
    const isBack = this.isCutOff(nowMs)
    this.#contactMs = nowMs
    if (!isBack) return
    this.#watched.pardon(nowMs)
    this.#options.onNews()
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const { configure, refreshMs, onError } = this.#options
    const alarm = new Alarm(this.#clock)
    for (;;) {
      alarm.set(this.#clock.now() + refreshMs)
      await alarm.next(signal)
      if (signal.aborted) return
      try {
        this.#configuration = await configure(signal)
        this.#tellConfiguration()
      } catch (error) {
        if (!signal.aborted) onError(`NPD's configuration: ${messageOf(error)}`)
      }
    }
  }

  /** NPD writes all of its conditions at once, so one of them is enough. */
  #learn(node: KubeNode): void {
    const own = node.status?.conditions?.find(({ type }) => this.#configuration?.types.has(type))
    if (own) this.#learned.observe(node, own)
  }

  #allow(period: Period): Allowance {
    return (this.#options.allow ?? allowanceOf)(period)
  }

  /** What heartbeats show counts only where nobody says it. */
  #period(): Period | undefined {
    const { period } = this.#configuration ?? {}
    const { periodMs } = this.#learned
    return period?.from === 'default' && periodMs ? { periodMs, from: 'heartbeats' } : period
  }

  #tellConfiguration(): void {
    const period = this.#period()
    if (!this.#configuration || !period) return
    const line = lines.watching(this.#configuration, period, this.#allow(period))
    if (line === this.#said) return
    this.#said = line
    this.#options.say(line)
    this.#options.onNews()
  }
}
