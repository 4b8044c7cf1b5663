/** The longest delay in milliseconds that `setTimeout` accepts. */
const maxDelayMs = 2 ** 31 - 1

/**
 * Returns a signal that aborts after this many milliseconds. It does not keep the process alive. It replaces
 * `AbortSignal.timeout`: if only `AbortSignal.any` refers to that signal, Node.js 20 garbage-collects it, and it
 * never aborts.
 */
export const createTimeoutSignal = (milliseconds: number): AbortSignal => {
  const controller = new AbortController()
  const end = () => controller.abort(new DOMException('The operation timed out', 'TimeoutError'))
  setTimeout(end, Math.min(milliseconds, maxDelayMs)).unref()
  return controller.signal
}
