import { setTimeout as delay } from 'node:timers/promises'
import type { KubeApi } from './api.mts'
import type { ListOptions } from './api-options.mts'
import { ApiStatusError } from './errors.mts'
import type { Resource } from './resources.mts'
import type { KubeObject } from './types.mts'

export type Change<T extends KubeObject> =
  /** All there is: at first, and again whenever a watch could not be resumed; by whose clock, if told. */
  | { type: 'synced'; objects: T[]; serverDate?: Date }
  | { type: 'added' | 'modified' | 'deleted'; object: T }

export interface ObserveOptions extends ListOptions {
  signal: AbortSignal
  /**
   * A watch over which nothing has come for so long, in milliseconds, is resumed over a connection that
   * answers: nothing else tells a quiet cluster from a connection that is dead.
   */
  idleMs?: number
  /** Called whenever the server has been heard, also when nothing has changed. */
  onContact?: () => void
  /** Called whenever it is not reached; a refusal is none of that. */
  onFailure?: (error: unknown) => void
}

const changeTypes = { ADDED: 'added', MODIFIED: 'modified', DELETED: 'deleted' } as const
const firstBackoffMs = 200
const maxBackoffMs = 10_000

/**
 * What is there, and then every change of it, until the signal aborts: a list and a watch, resumed when
 * the server ends it or the connection drops, begun anew when its version is too old (410). The first
 * list must succeed; from then on failures are waited out.
 */
export async function* observe<T extends KubeObject>(
  api: KubeApi,
  resource: Resource,
  options: ObserveOptions,
): AsyncGenerator<Change<T>> {
  const { signal, onContact = () => {}, onFailure = () => {}, ...selection } = options
  let version: string | undefined
  let backoff = firstBackoffMs
  let everListed = false
  let opened = performance.now()
  while (!signal.aborted) {
    try {
      if (version === undefined) {
        const list = await api.list<T>(resource, options)
        onContact()
        everListed = true
        const { items: objects, serverDate } = list
        yield { type: 'synced', objects, serverDate }
        version = list.metadata.resourceVersion ?? ''
      }
      opened = performance.now()
      const how = { ...selection, signal, resourceVersion: version, onOpen: onContact }
      for await (const event of api.watch<T>(resource, how)) {
        onContact()
        if (event.type === 'ERROR') throw new ApiStatusError(event.object)
        version = event.object.metadata.resourceVersion ?? version
        backoff = firstBackoffMs
        if (event.type !== 'BOOKMARK') yield { type: changeTypes[event.type], object: event.object }
      }
    } catch (error) {
      if (signal.aborted) return
      if (!everListed) throw error
      if (error instanceof ApiStatusError) version = undefined
      else onFailure(error)
    }
    const lasted = performance.now() - opened
    if (lasted >= Math.min(options.idleMs ?? maxBackoffMs, maxBackoffMs)) backoff = firstBackoffMs
    await delay(backoff, undefined, { signal }).catch(() => {})
    backoff = Math.min(backoff * 2, maxBackoffMs)
  }
}

/** Objects by namespace and name, as `observe` tells of them. */
export class ObjectCache<T extends KubeObject> {
  readonly #objects = new Map<string, T>()

  /** Takes a change in; returns all objects that there are now. */
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
