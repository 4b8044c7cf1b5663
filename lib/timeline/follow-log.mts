import { setTimeout as delay } from 'node:timers/promises'
import type { KubeApi } from '../kube/api.mts'
import type { Pod } from '../kube/types.mts'

/** So much of what NPD wrote before is looked through for what it knew when the recording began. */
const backlogLines = 1_000
const firstBackoffMs = 200
const maxBackoffMs = 5_000

export interface LogReader {
  /** The lines that were there when the log was first read. */
  onBacklog: (texts: string[]) => void
  onLine: (text: string) => void
}

/**
 * Follows the log of a pod until the signal aborts: begun anew, without a line lost or told twice, when
 * the container restarts or the connection breaks, and begun late when it does not run yet.
 */
export const followLog = async (
  api: KubeApi,
  { metadata: { name, namespace = '' } }: Pod,
  signal: AbortSignal,
  { onBacklog, onLine }: LogReader,
): Promise<void> => {
  const place = new LogPlace()
  const read = async (follow: boolean, take: (text: string) => void) => {
    const options = { follow, timestamps: true, signal, ...place.resume() }
    for await (const line of api.podLogs(namespace, name, options)) {
      const text = place.take(line)
      if (text !== undefined) take(text)
    }
  }
  const readBacklog = async () => {
    const texts: string[] = []
    await read(false, text => texts.push(text))
    onBacklog(texts)
  }
  let backoff = firstBackoffMs
  let everRead = false
  while (!signal.aborted) {
    try {
      if (!everRead) await readBacklog()
      everRead = true
      await read(true, onLine)
      backoff = firstBackoffMs
    } catch {
      backoff = Math.min(backoff * 2, maxBackoffMs)
    }
    await delay(backoff, undefined, { signal }).catch(() => {})
  }
}

/** How far a log was read, by the timestamps that the kubelet puts before its lines. */
export class LogPlace {
  #stamp = ''
  /** Lines with that very timestamp. */
  #texts = new Set<string>()
  #seenMs = 0

  /** What to ask for: by the time that has passed here, for the kubelet's clock is another. */
  resume(): { tailLines: number } | { sinceSeconds: number } {
    if (this.#stamp === '') return { tailLines: backlogLines }
    return { sinceSeconds: Math.ceil((performance.now() - this.#seenMs) / 1000) + 2 }
  }

  /** The text of a line with its timestamp; undefined if it was taken before. */
  take(line: string): string | undefined {
    const [stamp = '', ...words] = line.split(' ')
    const text = words.join(' ')
    if (stamp < this.#stamp || (stamp === this.#stamp && this.#texts.has(text))) return undefined
    if (stamp > this.#stamp) this.#texts = new Set()
    this.#stamp = stamp
    this.#texts.add(text)
    this.#seenMs = performance.now()
    return text
  }
}
