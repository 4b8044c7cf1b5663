import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type ProcessPromise, which } from 'zx'
import { attempt, command, launch } from '../../cli/command.mts'

/** Output and exit code of a command. */
export interface Output {
  code: number | null
  stdout: string
  stderr: string
}

/** A command that keeps running, such as `get -w` or `logs -f`. */
interface RunningCommand {
  /** Resolves with the output so far once it matches. Default stream: stdout. */
  waitForOutput: (pattern: RegExp, stream?: 'stdout' | 'stderr') => Promise<string>
  stop: () => Promise<void>
}

export interface Kubectl {
  /** `args` is a list, or a string that is split at spaces. */
  run: (args: string | string[], stdin?: string, extraEnv?: NodeJS.ProcessEnv) => Promise<Output>
  start: (args: string | string[]) => RunningCommand
  close: () => void
}

/** Finds the kubectl on PATH and those in the colon-separated list KUBECTLS, with versions such as `1.32`. */
export const findKubectls = async ({
  KUBECTLS = '',
}: NodeJS.ProcessEnv): Promise<{ path: string; version: string }[]> => {
  const names = ['kubectl', ...KUBECTLS.split(':').filter(Boolean)]
  const found = await Promise.all(names.map(name => which(name, { nothrow: true })))
  const paths = found.filter(path => path !== null)
  return Promise.all(paths.map(async path => ({ path, version: await readVersion(path) })))
}

/** Reads the version for test titles, for example `1.32`. */
export const readVersion = async (path: string): Promise<string> => {
  const { clientVersion } = JSON.parse(await command()`${path} version --client -o json`)
  // Some builds report a minor version such as `32+`.
  return `${clientVersion.major}.${clientVersion.minor.replace('+', '')}`
}

/** Prepares kubectl for this kubeconfig, with its own home folder. */
export const openKubectl = (path: string, kubeconfig: string): Kubectl => {
  const home = mkdtempSync(join(tmpdir(), 'kubectl-test-'))
  const config = join(home, 'kubeconfig')
  writeFileSync(config, kubeconfig, { mode: 0o600 })
  const env = {
    ...process.env,
    KUBECONFIG: undefined,
    HOME: home,
    TMPDIR: home,
    KUBECACHEDIR: join(home, 'cache'),
  }
  const buildCommand = (args: string | string[]) => [
    ...[path, '--kubeconfig', config],
    ...(typeof args === 'string' ? args.split(' ') : args),
  ]
  const run: Kubectl['run'] = async (args, input, extraEnv) => {
    const output = await attempt({ input, env: { ...env, ...extraEnv } })`${buildCommand(args)}`
    return { code: output.exitCode, stdout: output.stdout, stderr: output.stderr }
  }
  const start: Kubectl['start'] = args => watchCommand(launch({ env })`exec ${buildCommand(args)}`)
  return { run, start, close: () => rmSync(home, { recursive: true, force: true }) }
}

const collectText = (stream: Readable) => {
  let text = ''
  stream.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  return () => text
}

const watchCommand = (running: ProcessPromise): RunningCommand => {
  const outputs = { stdout: collectText(running.stdout), stderr: collectText(running.stderr) }
  const waitForOutput: RunningCommand['waitForOutput'] = async (pattern, name = 'stdout') => {
    const text = outputs[name]
    while (!pattern.test(text())) {
      const hasExited = await Promise.race([
        once(running[name], 'data').then(() => false),
        running.then(() => true),
      ])
      if (hasExited && !pattern.test(text()))
        throw new Error(
          `command exited without printing ${pattern}:\n${outputs.stdout()}${outputs.stderr()}`,
        )
    }
    return text()
  }
  const stop = async () => {
    running.child?.kill('SIGTERM')
    await running
  }
  return { waitForOutput, stop }
}
