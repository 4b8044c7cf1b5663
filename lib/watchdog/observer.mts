import { messageOf } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { observe } from '../kube/informer.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { Alarm } from './alarm.mts'
import type { Configuration } from './configuration.mts'
import { type JudgedNode, judgeNode } from './decide.mts'
import * as lines from './lines.mts'
import { type Recovery, WatchedNodes } from './watched-nodes.mts'

export interface ObserverOptions {
  api: KubeApi
  /** Reads what there is to watch. */
  configure: (signal: AbortSignal) => Promise<Configuration>
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
 * as of `performance.now()`.
 */
export class Observer {
  readonly #options: ObserverOptions
  readonly #watched = new WatchedNodes()
  #configuration: Configuration | undefined
  #contactMs = performance.now()
  #isSynced = false

  constructor(options: ObserverOptions) {
    this.#options = options
  }

  /** Until `signal` aborts. Rejects if the nodes or NPD's configuration cannot be read at first. */
  async run(signal: AbortSignal): Promise<void> {
    this.#configure(await this.#options.configure(signal))
    await Promise.all([this.#observe(signal), this.#refresh(signal)])
  }

  /** Whether it is known which nodes there are. */
  get isSynced(): boolean {
    return this.#isSynced
  }

  get allowedMs(): number {
    return this.#configuration?.allowance.allowedMs ?? Number.POSITIVE_INFINITY
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
    if (!this.#configuration) return []
    const { types, allowance } = this.#configuration
    return [...this.#watched.all()].flatMap(watched => {
      const unheardMs = (type: string) => this.#watched.unheardMs(watched, type, nowMs)
      return judgeNode(watched, types, unheardMs, allowance) ?? []
    })
  }

  /** When somebody will have been silent for too long, if nothing is heard. */
  nextDeadline(nowMs: number): number | undefined {
    return this.#watched.nextDeadline(this.allowedMs, nowMs)
  }

  takeRecoveries(nowMs: number): Recovery[] {
    return this.#watched.takeRecoveries(nowMs)
  }

  /** A node as a write was answered, which the watch may tell of later. */
  take(node: KubeNode): void {
    this.#watched.take({ type: 'modified', object: node }, performance.now())
  }

  /** Every node gets its time once more. */
  pardon(): void {
    this.#watched.pardon(performance.now())
  }

  async #observe(signal: AbortSignal): Promise<void> {
    const { api, idleMs, onNews } = this.#options
    const onContact = () => this.#hear()
    for await (const change of observe<KubeNode>(api, nodes, { signal, idleMs, onContact })) {
      this.#watched.take(change, performance.now())
      this.#isSynced = true
      if (change.type === 'synced' || this.#watched.hasRecoveries) onNews()
    }
  }

  /** After a time without contact nobody is blamed for what we did not hear. */
  #hear(): void {
    const nowMs = performance.now()
    const isBack = this.isCutOff(nowMs)
    this.#contactMs = nowMs
    if (!isBack) return
    this.#watched.pardon(nowMs)
    this.#options.onNews()
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const { configure, refreshMs, onError } = this.#options
    const alarm = new Alarm()
    for (;;) {
      alarm.set(performance.now() + refreshMs)
      await alarm.next(signal)
      if (signal.aborted) return
      try {
        this.#configure(await configure(signal))
      } catch (error) {
        if (!signal.aborted) onError(`NPD's configuration: ${messageOf(error)}`)
      }
    }
  }

  #configure(configuration: Configuration): void {
    const { say, onNews } = this.#options
    const isNew = configuration.description !== this.#configuration?.description
    this.#configuration = configuration
    if (!isNew) return
    say(lines.watching(configuration))
    onNews()
  }
}
