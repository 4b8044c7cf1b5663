import { setTimeout as delay, setImmediate as nextEventLoopTurn } from 'node:timers/promises'

export interface Reconciler {
  /** Requests a run. Several requests before the run starts cause only one run. */
  requestRun: () => void
  /** Waits for the current run to finish and prevents further runs. */
  stop: () => Promise<void>
}

/**
 * Runs `reconcile` after each request, one run at a time. After a failed run, calls `onError` and
 * retries after `retryMs` milliseconds, because there may be no further request.
 */
export const createReconciler = (
  reconcile: () => Promise<void>,
  onError: (error: unknown) => void,
  retryMs = 500,
): Reconciler => {
  const abortController = new AbortController()
  let isRequested = false
  let currentRun: Promise<void> | undefined

  const runWhileRequested = async (): Promise<void> => {
    while (isRequested && !abortController.signal.aborted) {
      isRequested = false
      await reconcile().catch(async error => {
        if (abortController.signal.aborted) return
        onError(error)
        isRequested = true
        await delay(retryMs, undefined, { signal: abortController.signal }).catch(() => {})
      })
      await nextEventLoopTurn()
    }
    currentRun = undefined
  }

  return {
    requestRun: () => {
      isRequested = true
      // Changes that arrive together cause one run.
      currentRun ??= nextEventLoopTurn().then(runWhileRequested)
    },
    stop: async () => {
      abortController.abort()
      await currentRun
    },
  }
}
