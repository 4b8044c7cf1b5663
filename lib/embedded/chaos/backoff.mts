const first = 5
const longest = 1_000_000

/** As controller-runtime's queue: milliseconds, from 5, doubled with each failure, up to 1000 s. */
export const retryAfter = (failures: number): number => Math.min(first * 2 ** failures, longest)
