import { createTimeoutSignal } from '../cli/timeout-signal.mts'
import type { KubeApi } from './api.mts'
import type { ListOptions } from './api-options.mts'
import { ObjectCache, observe } from './informer.mts'
import type { Resource } from './resources.mts'
import type { KubeObject } from './types.mts'

export interface WaitOptions<T extends KubeObject, R> extends ListOptions {
  timeoutMs: number
  /** Called with all objects after each change. A value other than undefined ends the wait. */
  findResult: (objects: T[]) => R | undefined
  /** Creates the error to throw at the timeout. */
  createTimeoutError: (objects: T[]) => Error
}

/** Watches objects until `findResult` returns a value other than undefined. */
export const waitFor = async <T extends KubeObject, R>(
  api: KubeApi,
  resource: Resource,
  {
    timeoutMs,
    findResult,
    createTimeoutError,
    signal: callerSignal,
    ...selection
  }: WaitOptions<T, R>,
): Promise<R> => {
  const abortController = new AbortController()
  const timeout = createTimeoutSignal(timeoutMs)
  const signal = AbortSignal.any([
    abortController.signal,
    timeout,
    ...(callerSignal ? [callerSignal] : []),
  ])
  const cache = new ObjectCache<T>()
  try {
    for await (const change of observe<T>(api, resource, { ...selection, signal })) {
      const result = findResult(cache.update(change))
      if (result !== undefined) return result
    }
  } catch (error) {
    if (!timeout.aborted && !callerSignal?.aborted) throw error
  } finally {
    abortController.abort()
  }
  callerSignal?.throwIfAborted()
  throw createTimeoutError(cache.objects())
}
