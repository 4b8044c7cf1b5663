import { messageOf } from '../cli/errors.mts'
import type { ClusterChoice } from '../cluster/choice.mts'
import { readWatchdogRequest } from '../watchdog/options.mts'
import { runWatchdog } from '../watchdog/run.mts'

export interface LiveWatchdogOptions {
  choice: ClusterChoice
  /** Called with each line that the watchdog logs, and with its error if it fails. */
  onLine: (text: string) => void
  onEnd: () => void
}

/** Runs the watchdog of `scripts/watchdog.mts`. The page starts and stops it. */
export class LiveWatchdog {
  readonly #options: LiveWatchdogOptions
  #currentRun: { controller: AbortController; ended: Promise<void> } | undefined

  constructor(options: LiveWatchdogOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#currentRun !== undefined
  }

  start(): void {
    if (this.#currentRun) return
    const { choice, onLine, onEnd } = this.#options
    const controller = new AbortController()
    const request = readWatchdogRequest(choice)
    const output = {
      log: (line: string) => onLine(`Watchdog: ${line}.`),
      onError: (message: string) => onLine(`Watchdog: ${message}.`),
      signal: controller.signal,
    }
    const ended = runWatchdog(request, output)
      .catch(error => onLine(`The watchdog ended: ${messageOf(error)}.`))
      .then(() => {
        this.#currentRun = undefined
        onEnd()
      })
    this.#currentRun = { controller, ended }
  }

  /** Resolves once the watchdog has released its Lease. */
  async stop(): Promise<void> {
    this.#currentRun?.controller.abort()
    await this.#currentRun?.ended
  }
}
