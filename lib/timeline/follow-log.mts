import { setTimeout as delay } from 'node:timers/promises'
import type { KubeApi } from '../kube/api.mts'
import type { Pod } from '../kube/types.mts'

/** How many earlier lines are read to find NPD's state at the start of the recording. */
const backlogLines = 1_000
const firstBackoffMs = 200
const maxBackoffMs = 5_000

export interface LogHandlers {
  /** The lines that existed when the log was first read. */
  onBacklog: (texts: string[]) => void
  onLine: (text: string) => void
}

/**
 * Follows the log of a pod until the signal aborts. If the container restarts or the connection breaks,
 * continues without losing or repeating a line. Waits if the container is not running yet.
 */
export const followLog = async (
  api: KubeApi,
  { metadata: { name, namespace = '' } }: Pod,
  signal: AbortSignal,
  { onBacklog, onLine }: LogHandlers,
): Promise<void> => {
  const position = new LogPosition()
  const read = async (follow: boolean, onText: (text: string) => void) => {
    const options = { follow, timestamps: true, signal, ...position.nextRequestOptions() }
    for await (const line of api.readPodLog(namespace, name, options)) {
      const text = position.advance(line)
      if (text !== undefined) onText(text)
    }
  }
  const readBacklog = async () => {
    const texts: string[] = []
    await read(false, text => texts.push(text))
    onBacklog(texts)
  }
  let backoff = firstBackoffMs
  let hasRead = false
  while (!signal.aborted) {
    try {
      if (!hasRead) await readBacklog()
      hasRead = true
      await read(true, onLine)
      backoff = firstBackoffMs
    } catch {
      backoff = Math.min(backoff * 2, maxBackoffMs)
    }
    await delay(backoff, undefined, { signal }).catch(() => {})
  }
}

/** How far a log has been read, based on the timestamps that the kubelet adds to its lines. */
export class LogPosition {
  #lastTimestamp = ''
  /** Lines with exactly this timestamp. */
  #texts = new Set<string>()
  #readMs = 0

  /**
   * The options of the next request. Uses a relative time, because the kubelet's clock may differ.
   */
  nextRequestOptions(): { tailLines: number } | { sinceSeconds: number } {
    if (this.#lastTimestamp === '') return { tailLines: backlogLines }
    return { sinceSeconds: Math.ceil((performance.now() - this.#readMs) / 1000) + 2 }
  }

  /** Returns the text of a line without its timestamp, or undefined if the line was read before. */
  advance(line: string): string | undefined {
    const [timestamp = '', ...words] = line.split(' ')
    const text = words.join(' ')
    if (
      timestamp < this.#lastTimestamp ||
      (timestamp === this.#lastTimestamp && this.#texts.has(text))
    )
      return undefined
    if (timestamp > this.#lastTimestamp) this.#texts = new Set()
    this.#lastTimestamp = timestamp
    this.#texts.add(text)
    this.#readMs = performance.now()
    return text
  }
}
