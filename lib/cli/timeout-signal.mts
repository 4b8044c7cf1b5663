/** The longest delay in milliseconds that `setTimeout` takes. */
const longestMs = 2 ** 31 - 1

/**
 * Aborts after so many milliseconds, without keeping the process alive. As `AbortSignal.timeout`, but held
 * until then: one that only `AbortSignal.any` knows of is collected by Node.js 20, and never fires.
 */
export const timeoutSignal = (milliseconds: number): AbortSignal => {
  const ending = new AbortController()
  const end = () => ending.abort(new DOMException('Time is up', 'TimeoutError'))
  setTimeout(end, Math.min(milliseconds, longestMs)).unref()
  return ending.signal
}
