const first = 5
const longest = 1_000_000

/** Returns the retry delay in ms, as in controller-runtime: 5 ms, doubled per failure, at most 1000 s. */
export const retryAfter = (failures: number): number => Math.min(first * 2 ** failures, longest)
