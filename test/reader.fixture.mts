import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { userEnvironment } from './scripts.fixture.mts'

/** Somebody who types the commands of the README. */
export interface Reader {
  /** What a command prints, as soon as it prints what is expected if it only reads. */
  outputOf: (command: string, expected: RegExp) => Promise<string>
  /** Removes the cluster. */
  close: () => Promise<void>
}

const execute = promisify(execFile)
/** The slowest thing that a reader waits for is NPD's connection that is found dead. */
const patience = 100_000

const onlyReads = (command: string) => /scripts\/(show|logs)\.mts/.test(command)

/** In this checkout, with a cluster of their own. */
export const openReader = async (checkout: string): Promise<Reader> => {
  const parent = await mkdtemp(join(tmpdir(), 'npd-test-'))
  const env = { ...userEnvironment(join(parent, 'state')), npm_config_loglevel: 'error' }
  const bash = async (command: string): Promise<string> => {
    const { stdout } = await execute('bash', ['-c', `${command} 2>&1`], { cwd: checkout, env })
    return stdout.replaceAll(join(parent, 'state'), '.npd-test')
  }
  return {
    // What only reads may be repeated, as a reader would, until it shows what the README shows.
    outputOf: async (command, expected) => {
      const limit = Date.now() + patience
      for (;;) {
        const output = await bash(command)
        if (!onlyReads(command) || expected.test(output) || Date.now() > limit) return output
      }
    },
    close: async () => {
      await bash('npx zx scripts/cleanup.mts')
      await rm(parent, { recursive: true, force: true })
    },
  }
}
