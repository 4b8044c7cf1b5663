import type { RunReport } from '../../npd/run-report.mts'

/** The maximum number of runs per rule. */
const maxRuns = 10

/** The last runs of each rule of one NPD process. */
export class RunLog {
  readonly #runs = new Map<string, RunReport[]>()

  add(report: RunReport): void {
    const key = `${report.path} ${report.condition} ${report.reason}`
    const runs = this.#runs.get(key) ?? []
    this.#runs.set(key, [...runs, report].slice(-maxRuns))
  }

  /** Returns all runs as JSON, sorted by end time. */
  render(): string {
    const runs = [...this.#runs.values()].flat()
    return JSON.stringify(runs.sort((a, b) => (a.at < b.at ? -1 : 1)))
  }
}
