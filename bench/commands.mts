import { fileURLToPath } from 'node:url'
import { which } from 'zx/core'
import { command } from '../lib/cli/command.mts'

const repository = fileURLToPath(new URL('..', import.meta.url))

/** `command` in this repository; `env` is added to the environment. */
export const inRepository = (env: NodeJS.ProcessEnv = {}) =>
  command({ cwd: repository, env: { NODE_OPTIONS: '', ...env } })

/** A script of ours, as `npx zx` would start it, without npx. */
export const runScript = async (name: string, args: string[], folder: string): Promise<void> => {
  await inRepository({
    NPD_TEST_DIR: folder,
  })`${process.execPath} --import tsx scripts/${name}.mts ${args}`
}

/** Undefined where the machine has none: its column stays empty. */
export const findKubectl = (): Promise<string | undefined> =>
  which('kubectl', { nothrow: true }).then(path => path ?? undefined)
