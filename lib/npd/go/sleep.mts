/**
 * The longest delay in milliseconds that `setTimeout` supports. `setTimeout` treats a longer delay as
 * 1 ms.
 */
export const longestTimeout = 2 ** 31 - 1

/** Resolves after a number of milliseconds, or as soon as `signal` aborts. */
export const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, Math.min(milliseconds, longestTimeout))
    if (signal.aborted) wake()
    else signal.addEventListener('abort', wake)
  })

/** Resolves when `signal` aborts. */
export const waitForAbort = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Go's `context.WithTimeout`: aborts after a number of milliseconds, or when `signal` aborts. */
export const withTimeout = (milliseconds: number, signal: AbortSignal): AbortSignal => {
  const controller = new AbortController()
  void sleep(milliseconds, signal).then(() => controller.abort())
  return controller.signal
}
