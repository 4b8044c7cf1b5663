import type { KubeApi } from '../kube/api.mts'
import { type Change, type ObserveOptions, observe } from '../kube/informer.mts'
import type { Resource } from '../kube/resources.mts'
import type { KubeObject } from '../kube/types.mts'
import type { Seen, TimelineRecord } from './records.mts'

/** Stamps what it is given, drops what is as before, and passes it on. */
export class Recorder {
  readonly #onRecord: (record: TimelineRecord) => void
  readonly #last = new Map<string, string>()

  constructor(onRecord: (record: TimelineRecord) => void) {
    this.#onRecord = onRecord
  }

  add(seen: Seen): void {
    this.#onRecord({ at: monotonicTime().toISOString(), ...seen })
  }

  /** Only if it is not what was last said of the same thing; `before` as a record has it. */
  addChanged(key: string, seen: Seen, before?: { before: true }): void {
    const text = JSON.stringify(seen)
    if (this.#last.get(key) === text) return
    this.#last.set(key, text)
    this.add({ ...seen, ...before })
  }

  /** Takes note of how a thing is, without a record. */
  remember(key: string, seen: Seen): void {
    this.#last.set(key, JSON.stringify(seen))
  }
}

/** The wall clock when the process started, plus what has passed since: nobody sets it back. */
const monotonicTime = (): Date => new Date(performance.timeOrigin + performance.now())

/** Something that is followed until its signal aborts. */
export interface Following {
  /** All that was there when it began has been taken in; rejects if that failed. */
  begun: Promise<void>
  ended: Promise<void>
}

/** Hands every change on, in order. Once begun it waits failures out; `ended` then rejects for a bug only. */
export const follow = <T extends KubeObject>(
  api: KubeApi,
  resource: Resource,
  options: Omit<ObserveOptions, 'idleMs'>,
  onChange: (change: Change<T>) => void,
): Following => {
  const { promise: begun, resolve, reject } = withResolvers()
  let hasBegun = false
  const run = async () => {
    for await (const change of observe<T>(api, resource, options)) {
      onChange(change)
      hasBegun = true
      resolve()
    }
    // Aborted before the first list.
    resolve()
  }
  const ended = run().catch(error => {
    reject(error)
    if (hasBegun) throw error
  })
  return { begun, ended }
}

/** `Promise.withResolvers`, which Node.js 20 lacks. */
const withResolvers = () => {
  let settle = { resolve: () => {}, reject: (_: unknown) => {} }
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle }
}
