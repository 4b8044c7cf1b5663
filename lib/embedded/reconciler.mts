import { setTimeout as delay } from 'node:timers/promises'

export interface Reconciler {
  /** Something has changed: reconcile soon. Any number of pokes make one more run. */
  poke: () => void
  /** Waits for the run under way; none follows. */
  stop: () => Promise<void>
}

/**
 * Runs `reconcile` after each poke, never twice at a time. A failed run is reported and tried again
 * after `retryMs`, since what it missed may never be announced again.
 */
export const createReconciler = (
  reconcile: () => Promise<void>,
  onError: (error: unknown) => void,
  retryMs = 500,
): Reconciler => {
  const stopping = new AbortController()
  let due = false
  let running: Promise<void> | undefined

  const loop = async (): Promise<void> => {
    while (due && !stopping.signal.aborted) {
      due = false
      await reconcile().catch(async error => {
        if (stopping.signal.aborted) return
        onError(error)
        due = true
        await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => {})
      })
    }
    running = undefined
  }

  return {
    poke: () => {
      due = true
      running ??= Promise.resolve().then(loop)
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}
