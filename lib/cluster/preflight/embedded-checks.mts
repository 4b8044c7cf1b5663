import { readFile } from 'node:fs/promises'
import { satisfies } from 'semver'
import { isOnPath } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { files } from '../../repository.mts'
import { checkLoopback } from '../embedded/connect.mts'
import type { Check } from './check.mts'

/** What every script needs, and the embedded cluster, which needs no more. */
export const embeddedChecks = (): Check[] => [
  { what: 'Node.js', look: checkNode },
  { what: 'bash', look: checkBash },
  { what: '127.0.0.1', look: () => checkLoopback().then(() => 'has a port for the API server') },
]

/** `engines` of package.json. */
const checkNode = async (): Promise<string> => {
  const { engines } = JSON.parse(await readFile(files.manifest, 'utf8'))
  if (satisfies(process.version, engines.node)) return process.version
  throw new UserError(
    `${process.version}, and ${engines.node} is needed`,
    'Install it: https://nodejs.org',
  )
}

const checkBash = async (): Promise<string> => {
  if (await isOnPath('bash')) return 'on PATH'
  throw new UserError('not on PATH; the plugins are written for it', 'Install it.')
}
