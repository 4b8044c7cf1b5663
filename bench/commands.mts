import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { which } from 'zx/core'
import { command } from '../lib/cli/command.mts'

const repository = fileURLToPath(new URL('..', import.meta.url))

/** Returns a template tag that runs commands in this repository. `env` is added to the environment. */
export const inRepository = (env: NodeJS.ProcessEnv = {}) =>
  command({ cwd: repository, env: { NODE_OPTIONS: '', ...env } })

/** The command that npx runs for `npx zx scripts/NAME.mts`, and its environment. */
export const scriptCommand = {
  argv: (name: string) => [
    process.execPath,
    join(repository, 'node_modules/zx/build/cli.js'),
    join(repository, `scripts/${name}.mts`),
  ],
  env: { NODE_OPTIONS: `--import=${new URL('../lib/cli/loader.mjs', import.meta.url)}` },
}

/** Runs a script as `npx zx` does, but without the overhead of npx. */
export const runScript = async (name: string, args: string[], folder: string): Promise<void> => {
  await inRepository({
    NPD_TEST_DIR: folder,
  })`${process.execPath} --import tsx scripts/${name}.mts ${args}`
}

/** Returns the path of kubectl, or undefined if it is not installed. */
export const findKubectl = (): Promise<string | undefined> =>
  which('kubectl', { nothrow: true }).then(path => path ?? undefined)
