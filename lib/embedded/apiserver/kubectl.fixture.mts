import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** What a command printed, and its exit code. */
export interface Output {
  code: number | null
  stdout: string
  stderr: string
}

/** A command that goes on, as `get -w` and `logs -f` do. */
interface RunningCommand {
  /** Resolves with all that was printed, to stdout if not said otherwise, once that matches. */
  printed: (pattern: RegExp, stream?: 'stdout' | 'stderr') => Promise<string>
  stop: () => Promise<void>
}

export interface Kubectl {
  /** The arguments as a list, or as a text to be split at spaces. */
  run: (args: string | string[], stdin?: string, more?: NodeJS.ProcessEnv) => Promise<Output>
  start: (args: string | string[]) => RunningCommand
  close: () => void
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The kubectl on PATH, and those that KUBECTLS lists, separated by colons. */
export const findKubectls = ({ PATH = '', KUBECTLS = '' }: NodeJS.ProcessEnv): string[] => {
  const onPath = PATH.split(delimiter).map(folder => join(folder, 'kubectl'))
  const first = onPath.find(isExecutable)
  return [...(first ? [first] : []), ...KUBECTLS.split(':').filter(isExecutable)]
}

/** As in `1.32`, for a test's title. */
export const versionOf = (path: string): string => {
  const text = execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' })
  const { clientVersion } = JSON.parse(text)
  // Some builds are of `32+`.
  return `${clientVersion.major}.${clientVersion.minor.replace('+', '')}`
}

const textOf = (child: ChildProcess, stream: 'stdout' | 'stderr') => {
  let text = ''
  child[stream]?.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  return () => text
}

/** A kubectl that knows this one server, in a home folder of its own. */
export const openKubectl = (path: string, kubeconfig: string): Kubectl => {
  const home = mkdtempSync(join(tmpdir(), 'kubectl-test-'))
  const config = join(home, 'kubeconfig')
  writeFileSync(config, kubeconfig, { mode: 0o600 })
  const { KUBECONFIG, ...inherited } = process.env
  const env = { ...inherited, HOME: home, TMPDIR: home, KUBECACHEDIR: join(home, 'cache') }
  const execute = (args: string | string[], more?: NodeJS.ProcessEnv) => {
    const words = typeof args === 'string' ? args.split(' ') : args
    return spawn(path, ['--kubeconfig', config, ...words], { env: { ...env, ...more } })
  }

  const run: Kubectl['run'] = async (args, stdin = '', more = {}) => {
    const child = execute(args, more)
    const [stdout, stderr] = [textOf(child, 'stdout'), textOf(child, 'stderr')]
    child.stdin.end(stdin)
    const [code] = await once(child, 'close')
    return { code, stdout: stdout(), stderr: stderr() }
  }
  const start: Kubectl['start'] = args => watchCommand(execute(args))
  return { run, start, close: () => rmSync(home, { recursive: true, force: true }) }
}

const watchCommand = (child: ChildProcess): RunningCommand => {
  const [stdout, stderr] = [textOf(child, 'stdout'), textOf(child, 'stderr')]
  const closed = once(child, 'close')
  const printed: RunningCommand['printed'] = async (pattern, stream = 'stdout') => {
    const text = stream === 'stdout' ? stdout : stderr
    while (!pattern.test(text())) {
      const ended = await Promise.race([
        once(child[stream] ?? child, 'data').then(() => false),
        closed.then(() => true),
      ])
      if (ended && !pattern.test(text()))
        throw new Error(`ended without ${pattern}:\n${stdout()}${stderr()}`)
    }
    return text()
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await closed
  }
  return { printed, stop }
}
