import { messageOf } from '../cli/errors.mts'
import type { ClusterChoice } from '../cluster/choice.mts'
import { readWatchdogRequest } from '../watchdog/options.mts'
import { runWatchdog } from '../watchdog/run.mts'

export interface LiveWatchdogOptions {
  choice: ClusterChoice
  /** Called with each line of the watchdog, and when it ends. */
  onLine: (text: string) => void
  onChange: () => void
}

/** The watchdog of the script `watchdog`, started and stopped from the page. */
export class LiveWatchdog {
  readonly #options: LiveWatchdogOptions
  #running: { controller: AbortController; ended: Promise<void> } | undefined

  constructor(options: LiveWatchdogOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  start(): void {
    if (this.#running) return
    const { choice, onLine, onChange } = this.#options
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
        this.#running = undefined
        onChange()
      })
    this.#running = { controller, ended }
  }

  /** Resolves once the watchdog has released its Lease. */
  async stop(): Promise<void> {
    this.#running?.controller.abort()
    await this.#running?.ended
  }
}
