import { resolve } from 'node:path'
import { second } from '../../../lib/npd/go/duration.mts'
import { runNodeProblemDetector } from '../../../lib/npd/node-problem-detector.mts'
import type { Case } from './cases.mts'
import { createFolder } from './folder.mts'
import { type Outcome, outcomeOf } from './outcome.mts'

/** How often NPD writes its conditions, once a second, before its outcome is what it is. */
const patience = 15

/**
 * Runs our NPD until it ends, or writes conditions, which a real one does a second after its start.
 * Where that has not brought what `isDone` waits for, scripts are still on their way: it goes on.
 */
export const playOurs = async (
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
      nodeName: 'worker',
      configPaths: configuration.paths,
      heartbeatPeriod: second,
      transport: {
        request: async ({ method }) => {
          if (method === 'PATCH') {
            writes += 1
            metrics = readMetrics()
            if (writes === patience || isDone(outcomeOf('runs', lines, metrics))) ending.abort()
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
