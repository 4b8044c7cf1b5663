const firstDelayMs = 5
const maxDelayMs = 1_000_000

/** Returns the retry delay in ms, as in controller-runtime: 5 ms, doubled per failure, at most 1000 s. */
export const computeRetryDelayMs = (failures: number): number =>
  Math.min(firstDelayMs * 2 ** failures, maxDelayMs)
