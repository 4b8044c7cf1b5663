const firstDelayMs = 5
const maxDelayMs = 1_000_000

/** Computes the retry delay like controller-runtime: 5 ms, doubled per failure, and at most 1000 s. */
export const computeRetryDelayMs = (failures: number): number =>
  Math.min(firstDelayMs * 2 ** failures, maxDelayMs)
