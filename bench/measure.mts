/** Milliseconds that `work` takes. */
export const time = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The median time of several runs in milliseconds, one after the other, after one that does not count. */
export const medianTime = async (runs: number, work: () => Promise<unknown>): Promise<number> => {
  await work()
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) times.push(await time(work))
  return median(times)
}

export const milliseconds = (value: number): string =>
  value >= 1_000 ? `${(value / 1_000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`

/** One line of the report: what we take, what the peer takes, how they compare with the goal. */
export interface Row {
  what: string
  ours: string
  peer?: string
  ratio?: string
  goal?: string
}

export const times = (factor: number): string => `${factor.toFixed(factor < 10 ? 2 : 0)} ×`

/** How much faster, or slower, than the peer. */
export const comparison = (ours: number, peer: number): string =>
  peer >= ours ? `${times(peer / ours)} faster` : `${times(ours / peer)} slower`
