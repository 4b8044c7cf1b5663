/** Returns how long `work` takes, in milliseconds. */
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

/** Returns the median time of `runs` sequential runs in milliseconds, after one warm-up run. */
export const measureMedianTime = async (
  runs: number,
  work: () => Promise<unknown>,
): Promise<number> => {
  await work()
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) times.push(await time(work))
  return median(times)
}

export const formatMs = (value: number): string =>
  value >= 1_000 ? `${(value / 1_000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`

/** A row of the report. `baseline` is the result that `result` is compared with. */
export interface Row {
  title: string
  result: string
  baseline?: string
  ratio?: string
  goal?: string
}

export const formatFactor = (factor: number): string => `${factor.toFixed(factor < 10 ? 2 : 0)} ×`

/** Formats how much faster or slower `result` is than `baseline`, both in milliseconds. */
export const formatComparison = (result: number, baseline: number): string =>
  baseline >= result
    ? `${formatFactor(baseline / result)} faster`
    : `${formatFactor(result / baseline)} slower`
