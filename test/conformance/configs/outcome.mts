/** The result of starting NPD with a configuration. */
export interface Outcome {
  /** `runs`, or the exit code: 255 from klog, 2 after a panic. */
  end: 'runs' | number
  /** Log lines about the configuration while NPD reads it, in order. */
  reading: string[]
  /**
   * Later log lines about the configuration, sorted and without duplicates, because monitors run
   * concurrently.
   */
  running: string[]
  /** The lines of `/metrics` once NPD has written its conditions. */
  metrics: string[]
}

const header = /^([EWIF])\d{4} \S+ +\d+ (\S+)\] /
const readingSites =
  /^\w (custom_plugin_monitor\.go:(63|67|72|78|81|100|106)|problem_daemon\.go:59) /
const runningSites =
  /^\w (custom_plugin_monitor\.go:(129|271|302|313)|plugin\.go:(64|170|186|238)) |^panic: /

/** Patterns for text that differs between runs, with their replacements. */
const volatile: [RegExp, string][] = [
  [/0x[0-9a-f]{6,}/g, 'ADDRESS'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \+0000 UTC m=\+[\d.]+/g, 'NOW'],
]

/** Selects the log lines that depend on the configuration, and normalizes them. */
export const outcomeOf = (end: Outcome['end'], log: string[], metrics: string): Outcome => {
  const lines = log.map(line =>
    volatile.reduce(
      (rest, [pattern, word]) => rest.replaceAll(pattern, word),
      line.replace(header, '$1 $2 '),
    ),
  )
  const running = lines.filter(line => runningSites.test(line))
  return {
    end,
    reading: lines.filter(line => readingSites.test(line)),
    running: [...new Set(running)].sort(),
    metrics: metrics.split('\n').filter(Boolean),
  }
}
