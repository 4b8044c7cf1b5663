const first = 5
const longest = 1_000_000

/** Retry delay in milliseconds, as in controller-runtime: from 5, doubling up to 1000 seconds. */
export const retryAfter = (failures: number): number => Math.min(first * 2 ** failures, longest)
