import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from '../lib/cli/command.mts'
import { runInProcess, userEnvironment } from './scripts.fixture.mts'

/** Somebody who types the commands of the README. */
export interface Reader {
  /** What a command prints, as soon as it prints what is expected if it only reads. */
  outputOf: (command: string, expected: RegExp) => Promise<string>
  /** Removes the cluster. */
  close: () => Promise<void>
}

/** The slowest thing that a reader waits for is NPD's connection that is found dead. */
const patienceMs = 100_000

const pauseMs = 200

/** Commands that change nothing. */
const reading = /^npx zx scripts\/(show|logs)\.mts ?(.*)$/

/** In this checkout, with a cluster of their own. */
export const openReader = async (checkout: string): Promise<Reader> => {
  const parent = await mkdtemp(join(tmpdir(), 'npd-test-'))
  const folder = join(parent, 'state')
  const env = { ...userEnvironment(folder), npm_config_loglevel: 'error' }
  const run = launch({ cwd: checkout, env, nothrow: false })
  const bash = async (command: string): Promise<string> => {
    const { stdout } = await run`bash -c ${`${command} 2>&1`}`
    return stdout.replaceAll(folder, '.npd-test')
  }
  return {
    // A reader repeats what only reads until it shows what the page shows. Repeated in this process, for
    // each start of one would keep a core busy for a second.
    outputOf: async (command, expected) => {
      const limit = Date.now() + patienceMs
      const [, name = '', args = ''] = reading.exec(command) ?? []
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
