import type { KubeApi } from '../kube/api.mts'
import { type Change, type ObserveOptions, observe } from '../kube/informer.mts'
import type { Resource } from '../kube/resources.mts'
import type { KubeObject } from '../kube/types.mts'
import type { RecordContent, TimelineRecord } from './records.mts'

/** Adds the time to each record, drops repeated records, and passes the others on. */
export class Recorder {
  readonly #onRecord: (record: TimelineRecord) => void
  readonly #last = new Map<string, string>()

  constructor(onRecord: (record: TimelineRecord) => void) {
    this.#onRecord = onRecord
  }

  add(content: RecordContent): void {
    this.#onRecord({ at: monotonicTime().toISOString(), ...content })
  }

  /** Adds a record only if it differs from the last one about the same object. */
  addChanged(key: string, content: RecordContent, before?: { before: true }): void {
    const text = JSON.stringify(content)
    if (this.#last.get(key) === text) return
    this.#last.set(key, text)
    this.add({ ...content, ...before })
  }

  /** Forgets a deleted object. */
  forget(key: string): void {
    this.#last.delete(key)
  }

  /** Remembers the state of an object without adding a record. */
  remember(key: string, content: RecordContent): void {
    this.#last.set(key, JSON.stringify(content))
  }
}

/** The wall clock at the start of the process plus the time since then. It never goes backward. */
const monotonicTime = (): Date => new Date(performance.timeOrigin + performance.now())

/** A watch that runs until its signal aborts. */
export interface RunningWatch {
  /** Resolves once all existing objects are recorded; rejects if that fails. */
  started: Promise<void>
  ended: Promise<void>
}

/**
 * Passes on every change in order. `started` rejects if the first list fails. Later failures are retried, so
 * `ended` rejects only because of a bug.
 */
export const follow = <T extends KubeObject>(
  api: KubeApi,
  resource: Resource,
  options: Omit<ObserveOptions, 'idleMs'>,
  onChange: (change: Change<T>) => void,
): RunningWatch => {
  const { promise: started, resolve, reject } = withResolvers()
  let hasBegun = false
  const run = async () => {
    for await (const change of observe<T>(api, resource, options)) {
      onChange(change)
      hasBegun = true
      resolve()
    }
    // The signal aborted before the first list.
    resolve()
  }
  const ended = run().catch(error => {
    reject(error)
    if (hasBegun) throw error
  })
  return { started, ended }
}

/** `Promise.withResolvers`, which Node.js 20 does not have. */
const withResolvers = () => {
  let settle = { resolve: () => {}, reject: (_: unknown) => {} }
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle }
}
