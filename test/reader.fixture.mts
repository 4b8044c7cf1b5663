import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from '../lib/cli/command.mts'
import { runInProcess, userEnvironment } from './scripts.fixture.mts'

/** Runs the commands of a page as a reader would type them. */
export interface Reader {
  /**
   * Returns the output of a command. A command that changes nothing is repeated until its output
   * matches `expected`.
   */
  run: (command: string, expected: RegExp) => Promise<string>
  /** Removes the cluster. */
  close: () => Promise<void>
}

/** Long enough for the slowest step on any page: NPD detects that its connection is lost. */
const patienceMs = 100_000

const pauseMs = 200

/** Commands that change nothing. */
const readOnly = /^npx zx scripts\/(show|logs)\.mts ?([^&|;]*)$/

/** Opens a reader for this checkout, with its own state folder. */
export const openReader = async (checkout: string): Promise<Reader> => {
  const parent = await mkdtemp(join(tmpdir(), 'npd-test-'))
  const folder = join(parent, 'state')
  const env = { ...userEnvironment(folder), npm_config_loglevel: 'error' }
  const run = launch({ cwd: checkout, env, nothrow: false })
  const bash = async (command: string): Promise<string> => {
    const { stdout } = await run`bash -c ${`${command.replaceAll('.npd-test', folder)} 2>&1`}`
    return stdout.replaceAll(folder, '.npd-test')
  }
  return {
    // Repeat read-only commands in this process, because starting a script keeps a core busy for a second.
    run: async (command, expected) => {
      const limit = Date.now() + patienceMs
      const [, name = '', args = ''] = readOnly.exec(command) ?? []
      for (;;) {
        for (let output = ''; name && !expected.test(output) && Date.now() < limit; ) {
          const ran = await runInProcess(name, args.split(' ').filter(Boolean), env)
          output = (ran.stdout + ran.stderr).replaceAll(folder, '.npd-test')
          await sleep(pauseMs)
        }
        const output = await bash(command)
        if (!name || expected.test(output) || Date.now() > limit) return output
      }
    },
    close: async () => {
      await bash('npx zx scripts/cleanup.mts')
      await rm(parent, { recursive: true, force: true })
    },
  }
}
