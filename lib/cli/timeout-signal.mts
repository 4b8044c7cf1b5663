/** The longest delay in milliseconds that `setTimeout` accepts. */
const longestMs = 2 ** 31 - 1

/**
 * Aborts after this many milliseconds, without keeping the process alive. Replaces `AbortSignal.timeout`:
 * Node.js 20 garbage-collects a signal that is referenced only by `AbortSignal.any`, and it never fires.
 */
export const timeoutSignal = (milliseconds: number): AbortSignal => {
  const controller = new AbortController()
  const end = () => controller.abort(new DOMException('Time is up', 'TimeoutError'))
  setTimeout(end, Math.min(milliseconds, longestMs)).unref()
  return controller.signal
}
