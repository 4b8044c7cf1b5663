import { timeoutSignal } from '../cli/timeout-signal.mts'
import type { KubeApi } from './api.mts'
import type { ListOptions } from './api-options.mts'
import { ObjectCache, observe } from './informer.mts'
import type { Resource } from './resources.mts'
import type { KubeObject } from './types.mts'

export interface WaitOptions<T extends KubeObject, R> extends ListOptions {
  timeoutMs: number
  /** Looks at all objects after each change; anything but undefined ends the waiting. */
  done: (objects: T[]) => R | undefined
  /** What to throw when time is up. */
  onTimeout: (objects: T[]) => Error
}

/** Follows a watch, not a clock, until the objects are as they are wanted. */
export const waitFor = async <T extends KubeObject, R>(
  api: KubeApi,
  resource: Resource,
  { timeoutMs, done, onTimeout, signal: outer, ...selection }: WaitOptions<T, R>,
): Promise<R> => {
  const ended = new AbortController()
  const timeout = timeoutSignal(timeoutMs)
  const signal = AbortSignal.any([ended.signal, timeout, ...(outer ? [outer] : [])])
  const cache = new ObjectCache<T>()
  try {
    for await (const change of observe<T>(api, resource, { ...selection, signal })) {
      const result = done(cache.update(change))
      if (result !== undefined) return result
    }
  } catch (error) {
    if (!timeout.aborted && !outer?.aborted) throw error
  } finally {
    ended.abort()
  }
  outer?.throwIfAborted()
  throw onTimeout(cache.objects())
}
