import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { which } from 'zx'

const repository = fileURLToPath(new URL('..', import.meta.url))

/** Runs a command to its end, what it prints dropped; rejects if it fails. */
export const run = async (
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> => {
  const child = spawn(command, args, {
    cwd: repository,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: 'ignore',
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited ${code}`)
}

/** A script of ours, as `npx zx` would start it, less npx. */
export const runScript = (name: string, args: string[], folder: string): Promise<void> =>
  run(process.execPath, ['--import', 'tsx', `scripts/${name}.mts`, ...args], {
    NPD_TEST_DIR: folder,
  })

/** Undefined where the machine has none: its column stays empty. */
export const findKubectl = (): Promise<string | undefined> =>
  which('kubectl', { nothrow: true }).then(path => path ?? undefined)
