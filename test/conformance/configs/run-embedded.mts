import { resolve } from 'node:path'
import { second } from '../../../lib/npd/go/duration.mts'
import { runNodeProblemDetector } from '../../../lib/npd/node-problem-detector.mts'
import type { Case } from './cases.mts'
import { createFolder } from './folder.mts'
import { type Outcome, outcomeOf } from './outcome.mts'

/** The test gives up after NPD has written its conditions this many times. NPD writes them once a second. */
const maxWrites = 15

/**
 * Runs the embedded NPD until it exits, or until it writes its conditions and `isDone` returns true. If
 * `isDone` returns false, scripts are still running, and the function waits for the next write.
 */
export const runEmbeddedNpd = async (
  configuration: Case,
  isDone: (outcome: Outcome) => boolean,
): Promise<Outcome> => {
  const folder = createFolder(configuration)
  const ending = new AbortController()
  const lines: string[] = []
  let readMetrics = () => ''
  let writes = 0
  let metrics = ''
  const running = runNodeProblemDetector(
    {
      npdVersion: 'v1.36.0',
      nodeName: 'worker',
      configPaths: configuration.paths,
      heartbeatPeriod: second,
      transport: {
        request: async ({ method }) => {
          if (method === 'PATCH') {
            writes += 1
            metrics = readMetrics()
            if (writes === maxWrites || isDone(outcomeOf('runs', lines, metrics))) ending.abort()
          }
          return { status: 200, body: '{"metadata":{"name":"x"}}' }
        },
      },
      environment: {
        cwd: folder.path,
        env: { PATH: process.env.PATH },
        resolvePath: path => resolve(folder.path, path),
      },
      serve: (port, answer) => {
        if (port === 'prometheus') readMetrics = () => answer('/metrics').body
      },
      write: line => lines.push(line),
    },
    ending.signal,
  )
  const code = await running.finally(folder.remove)
  return code === 0 ? outcomeOf('runs', lines, metrics) : outcomeOf(code, lines, '')
}
