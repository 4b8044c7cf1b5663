import { setTimeout as delay } from 'node:timers/promises'
import type { KubeApi } from './api.mts'
import type { ListOptions } from './api-options.mts'
import { ApiStatusError } from './errors.mts'
import type { Resource } from './resources.mts'
import type { KubeObject } from './types.mts'

export type Change<T extends KubeObject> =
  /**
   * All objects. `observe` yields this change first, and again after each watch that it cannot resume. `serverDate`
   * is the server's time, if known.
   */
  | { type: 'synced'; objects: T[]; serverDate?: Date }
  | { type: 'added' | 'modified' | 'deleted'; object: T }

export interface ObserveOptions extends ListOptions {
  signal: AbortSignal
  /**
   * If a watch has received nothing for this long, in milliseconds, it is resumed over a new connection,
   * because the old connection may be dead.
   */
  idleMs?: number
  /** Called on each response from the server, including responses without a change. */
  onReachable?: () => void
  /** Called if the server cannot be reached, but not if it rejects a request. */
  onFailure?: (error: unknown) => void
}

const changeTypes = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted' } as const
const firstBackoffMs = 200
const maxBackoffMs = 10_000

/**
 * Yields all objects and then every change, until the signal aborts. Lists the objects, then watches them. Resumes
 * the watch when it ends. Lists again if the server rejects the watch, for example because the resource version is
 * too old (410). Rejects if the first list fails. Retries after later failures.
 */
export async function* observe<T extends KubeObject>(
  api: KubeApi,
  resource: Resource,
  options: ObserveOptions,
): AsyncGenerator<Change<T>> {
  const { signal, onReachable = () => {}, onFailure = () => {}, ...selection } = options
  let resourceVersion: string | undefined
  let backoffMs = firstBackoffMs
  let hasListed = false
  let watchStartedAt = performance.now()
  while (!signal.aborted) {
    try {
      if (resourceVersion === undefined) {
        const list = await api.list<T>(resource, options)
        onReachable()
        hasListed = true
        const { items: objects, serverDate } = list
        yield { type: 'synced', objects, serverDate }
        resourceVersion = list.metadata.resourceVersion ?? ''
      }
      watchStartedAt = performance.now()
      const requestOptions = {
        ...selection,
        signal,
        resourceVersion,
        onOpen: onReachable,
      }
      for await (const event of api.watch<T>(resource, requestOptions)) {
        onReachable()
        if (event.type === 'ERROR') throw new ApiStatusError(event.object)
        resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion
        backoffMs = firstBackoffMs
        if (event.type !== 'BOOKMARK') yield { type: changeTypes[event.type], object: event.object }
      }
    } catch (error) {
      if (signal.aborted) return
      if (!hasListed) throw error
      if (error instanceof ApiStatusError) resourceVersion = undefined
      else onFailure(error)
    }
    const watchDurationMs = performance.now() - watchStartedAt
    if (watchDurationMs >= Math.min(options.idleMs ?? maxBackoffMs, maxBackoffMs))
      backoffMs = firstBackoffMs
    await delay(backoffMs, undefined, { signal }).catch(() => {})
    backoffMs = Math.min(backoffMs * 2, maxBackoffMs)
  }
}

/** A cache of the objects from `observe`, by namespace and name. */
export class ObjectCache<T extends KubeObject> {
  readonly #objects = new Map<string, T>()

  /** Applies a change and returns all current objects. */
  update(change: Change<T>): T[] {
    if (change.type === 'synced') {
      this.#objects.clear()
      for (const object of change.objects) this.#objects.set(keyOf(object), object)
    } else if (change.type === 'deleted') this.#objects.delete(keyOf(change.object))
    else this.#objects.set(keyOf(change.object), change.object)
    return this.objects()
  }

  objects(): T[] {
    return [...this.#objects.values()]
  }
}

const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`
