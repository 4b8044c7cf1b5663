import { resolve } from 'node:path'
import { second } from '../../../lib/npd/go/duration.mts'
import { runNodeProblemDetector } from '../../../lib/npd/node-problem-detector.mts'
import type { Npd } from './player.mts'
import { configPath } from './scripts.mts'

const nodeName = 'worker'

/** The environment of both NPDs. */
export const createEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  LC_ALL: 'C',
  TZ: 'UTC',
  NODE_NAME: nodeName,
})

/** Runs the embedded NPD, `lib/npd`. */
export const embeddedNpd: Npd = async (root, server, signal) => {
  const lines: string[] = []
  await runNodeProblemDetector(
    {
      npdVersion: 'v1.36.0',
      nodeName,
      configPaths: [configPath],
      heartbeatPeriod: 300n * second,
      transport: {
        request: async ({ method, path, contentType = '', body = '' }) =>
          server.answer(method, path, contentType, Buffer.from(body)),
      },
      environment: {
        cwd: root,
        env: createEnvironment(),
        resolvePath: path => resolve(root, path),
      },
      write: line => lines.push(`${line}\n`),
    },
    signal,
  )
  return Buffer.from(lines.join(''))
}
