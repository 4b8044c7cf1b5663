import type { Period } from '../conditions/silence/period.mts'
import { silentConditionPeriodMs } from '../conditions/silence/silent-condition.mts'
import type { KubeApi } from '../kube/api.mts'
import type { LeaderElection } from '../kube/leader-election.mts'
import type { KubeNode } from '../kube/types.mts'
import { Alarm, type SteadyClock, systemClock } from './alarm.mts'
import type { Configuration } from './configuration.mts'
import {
  type Allowance,
  type Decision,
  type Disruption,
  decide,
  type EvaluatedNode,
  initialPacing,
  type Limits,
} from './decide.mts'
import { buildRecoveredEvent } from './events.mts'
import * as lines from './lines.mts'
import { type AttemptResult, markNodes, reportDisruption } from './marking.mts'
import { Observer } from './observer.mts'
import { publishConditions } from './silent-condition.mts'
import type { WatchdogWriter } from './writer.mts'

/** The intervals of the watchdog, in milliseconds. */
export interface WatchdogTiming {
  /**
   * A watch that receives no data for this long is restarted. A restart takes time, so this is shorter than
   * `maxDisconnectedMs`.
   */
  idleMs: number
  /** The minimum time between two decisions. */
  minIntervalMs: number
  /** How often to read NPD's configuration. */
  refreshMs: number
  /** How long to wait before trying again to mark a node after a failed attempt. */
  retryMs: number
}

const defaultTiming: WatchdogTiming = {
  idleMs: 10_000,
  minIntervalMs: 1_000,
  refreshMs: 60_000,
  retryMs: 10_000,
}

export interface WatchdogOptions {
  api: KubeApi
  writer: WatchdogWriter
  /** The Lease to which the watchdog's own events refer. */
  lease: { name: string; namespace: string }
  /** If undefined, this watchdog always acts. */
  election?: LeaderElection | undefined
  limits: Limits
  timing?: WatchdogTiming
  clock?: SteadyClock
  /** Reads NPD's configuration. */
  readConfiguration: (signal: AbortSignal) => Promise<Configuration>
  /** Returns how long NPD may go without sending a heartbeat, for this heartbeat period (default: `toAllowance`). */
  getAllowance?: (period: Period) => Allowance
  log: (line: string) => void
  onError: (message: string) => void
}

/** The state for metrics and probes. Times are in milliseconds. */
export interface WatchdogState {
  isLeader: boolean
  isSynced: boolean
  disconnectedForMs: number
  isDisconnected: boolean
  disruption: Disruption
  evaluatedNodes: EvaluatedNode[]
  /** Silent nodes that are not marked yet. */
  pendingCount: number
  allowedSilenceMs: number
  /** Counts since the start: nodes marked, marks skipped because NPD wrote first, and recoveries. */
  marks: number
  conflicts: number
  recoveries: number
}

/**
 * Watches all nodes and marks the conditions of nodes whose NPD is silent. Wakes up when the next
 * node can become silent, not on every heartbeat.
 */
export class Watchdog {
  readonly #options: WatchdogOptions
  readonly #timing: WatchdogTiming
  readonly #observer: Observer
  readonly #clock: SteadyClock
  readonly #alarm: Alarm
  /** The time of the next attempt for each node that could not be marked. */
  readonly #retryTimes = new Map<string, number>()
  readonly #counts = { marks: 0, conflicts: 0, recoveries: 0 }
  #pacing = initialPacing
  #pendingCount = 0
  #wasDisconnected = false

  constructor(options: WatchdogOptions) {
    const { timing = defaultTiming, limits, clock = systemClock } = options
    this.#options = options
    this.#clock = clock
    this.#alarm = new Alarm(clock)
    this.#timing = timing
    const onChange = () => this.requestDecision()
    this.#observer = new Observer({ ...options, ...timing, ...limits, clock, onChange })
  }

  /** Runs until `signal` aborts. Rejects if the first read of the nodes or of NPD's configuration fails. */
  async run(signal: AbortSignal): Promise<void> {
    const observerStopped = new AbortController()
    const combinedSignal = AbortSignal.any([signal, observerStopped.signal])
    const decisions = this.#decideRepeatedly(combinedSignal)
    try {
      await this.#observer.run(combinedSignal)
    } finally {
      observerStopped.abort()
      await decisions
    }
  }

  /** Triggers a decision, for example when this watchdog becomes the leader. */
  requestDecision(): void {
    this.#alarm.set(this.#clock.now())
  }

  state(): WatchdogState {
    const nowMs = this.#clock.now()
    return {
      isLeader: this.#mayAct(),
      isSynced: this.#observer.isSynced,
      disconnectedForMs: this.#observer.disconnectedForMs(nowMs),
      isDisconnected: this.#observer.isDisconnected(nowMs),
      disruption: this.#pacing.disruption,
      evaluatedNodes: this.#observer.evaluateAll(nowMs),
      pendingCount: this.#pendingCount,
      allowedSilenceMs: this.#observer.allowance?.allowedSilenceMs ?? 0,
      ...this.#counts,
    }
  }

  #mayAct(): boolean {
    return this.#options.election?.isLeader() ?? true
  }

  async #decideRepeatedly(signal: AbortSignal): Promise<void> {
    const pause = new Alarm(this.#clock)
    for (;;) {
      await this.#alarm.next(signal)
      if (signal.aborted) return
      pause.set(this.#clock.now() + this.#timing.minIntervalMs)
      if (this.#observer.isSynced) await this.#decide(signal)
      await pause.next(signal)
    }
  }

  async #decide(signal: AbortSignal): Promise<void> {
    const nowMs = this.#clock.now()
    const all = this.#observer.evaluateAll(nowMs)
    const nodes = all.map(evaluated => this.#skipIfPostponed(evaluated, nowMs))
    const decision = decide({
      nowMs,
      nodes,
      disconnectedForMs: this.#observer.disconnectedForMs(nowMs),
      previousPacing: this.#pacing,
      limits: this.#options.limits,
    })
    this.#logDisconnection(decision)
    if (decision.shouldRestartTimers) this.#observer.restartTimers()
    this.#setAlarm(decision, nowMs)
    if (!this.#mayAct()) return
    await this.#reportDisruption(decision, nodes)
    this.#pacing = decision.pacing
    this.#pendingCount = decision.pendingCount
    await this.#reportRecoveries(nowMs)
    await this.#mark(decision.nodesToMark, signal)
    if (!decision.isDisconnected) await this.#publish(signal)
  }

  #setAlarm({ nextMarkAtMs, pacing }: Decision, nowMs: number): void {
    const times = [this.#observer.nextDeadline(nowMs), nextMarkAtMs, ...this.#retryTimes.values()]
    // Check at every interval whether an outage has ended, because a heartbeat does not trigger a decision.
    if (pacing.disruption !== 'none') times.push(nowMs + this.#timing.minIntervalMs)
    for (const time of times) if (time !== undefined) this.#alarm.set(time)
  }

  /** Returns the node without conditions to mark if its retry time has not been reached. */
  #skipIfPostponed(evaluated: EvaluatedNode, nowMs: number): EvaluatedNode {
    const { name } = evaluated.watchedNode.node.metadata
    const retryAtMs = this.#retryTimes.get(name) ?? Number.NEGATIVE_INFINITY
    if (nowMs < retryAtMs) return { ...evaluated, conditionsToMark: [] }
    this.#retryTimes.delete(name)
    return evaluated
  }

  async #mark(evaluated: EvaluatedNode[], signal: AbortSignal): Promise<void> {
    await markNodes(evaluated, {
      ...this.#options,
      mayMark: () => !signal.aborted && this.#mayAct(),
      onAttempt: (attempt, node) => this.#recordAttempt(attempt, node),
    })
  }

  async #publish(signal: AbortSignal): Promise<void> {
    const evaluated = this.#observer.evaluateAll(this.#clock.now())
    await publishConditions(evaluated, {
      ...this.#options,
      mayWrite: () => !signal.aborted && this.#mayAct(),
      onPublished: node => this.#observer.apply(node),
    })
    if (evaluated.some(({ watchedNode, isSilent }) => isSilent || watchedNode.silentCondition))
      this.#alarm.set(this.#clock.now() + silentConditionPeriodMs)
  }

  #recordAttempt(attempt: AttemptResult, { metadata: { name } }: KubeNode): void {
    const { outcome } = attempt
    if (outcome === 'failed') {
      const retryAtMs = this.#clock.now() + this.#timing.retryMs
      this.#retryTimes.set(name, retryAtMs)
      this.#alarm.set(retryAtMs)
    } else if (outcome !== 'skipped') this.#observer.apply(attempt.node)
    if (outcome === 'marked') this.#counts.marks += 1
    if (outcome !== 'changed') return
    this.#counts.conflicts += 1
    this.requestDecision()
  }

  async #reportRecoveries(nowMs: number): Promise<void> {
    const { writer, log } = this.#options
    for (const recovery of this.#observer.takeRecoveries(nowMs)) {
      this.#counts.recoveries += 1
      log(lines.describeRecovery(recovery))
      await writer.writeEvent(buildRecoveredEvent(recovery, new Date()))
    }
  }

  #logDisconnection({ isDisconnected }: Decision): void {
    if (isDisconnected === this.#wasDisconnected) return
    this.#wasDisconnected = isDisconnected
    this.#options.log(lines.describeConnection(isDisconnected))
  }

  async #reportDisruption(
    { pacing: { disruption }, isDisconnected }: Decision,
    evaluated: EvaluatedNode[],
  ): Promise<void> {
    if (isDisconnected || disruption === this.#pacing.disruption) return
    const { lease, limits } = this.#options
    await reportDisruption(this.#options, { lease, disruption, evaluated, limits })
  }
}
