import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Output and exit code of a command. */
export interface Output {
  code: number | null
  stdout: string
  stderr: string
}

/** A command that keeps running, such as `get -w` or `logs -f`. */
interface RunningCommand {
  /** Resolves with the output so far once it matches. Default stream: stdout. */
  printed: (pattern: RegExp, stream?: 'stdout' | 'stderr') => Promise<string>
  stop: () => Promise<void>
}

export interface Kubectl {
  /** `args` is a list, or a string that is split at spaces. */
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

/** Finds the kubectl on PATH and those in the colon-separated list KUBECTLS. */
export const findKubectls = ({ PATH = '', KUBECTLS = '' }: NodeJS.ProcessEnv): string[] => {
  const onPath = PATH.split(delimiter).map(folder => join(folder, 'kubectl'))
  const first = onPath.find(isExecutable)
  return [...(first ? [first] : []), ...KUBECTLS.split(':').filter(isExecutable)]
}

/** Returns the kubectl version for test titles. Example: `1.32`. */
export const versionOf = (path: string): string => {
  const text = execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' })
  const { clientVersion } = JSON.parse(text)
  // Some builds report a minor version such as `32+`.
  return `${clientVersion.major}.${clientVersion.minor.replace('+', '')}`
}

const collectText = (child: ChildProcess, stream: 'stdout' | 'stderr') => {
  let text = ''
  child[stream]?.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  return () => text
}

/** Creates a kubectl with this kubeconfig and its own home folder. */
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
    const [stdout, stderr] = [collectText(child, 'stdout'), collectText(child, 'stderr')]
    child.stdin.end(stdin)
    const [code] = await once(child, 'close')
    return { code, stdout: stdout(), stderr: stderr() }
  }
  const start: Kubectl['start'] = args => watchCommand(execute(args))
  return { run, start, close: () => rmSync(home, { recursive: true, force: true }) }
}

const watchCommand = (child: ChildProcess): RunningCommand => {
  const [stdout, stderr] = [collectText(child, 'stdout'), collectText(child, 'stderr')]
  const closed = once(child, 'close')
  const printed: RunningCommand['printed'] = async (pattern, stream = 'stdout') => {
    const text = stream === 'stdout' ? stdout : stderr
    while (!pattern.test(text())) {
      const ended = await Promise.race([
        once(child[stream] ?? child, 'data').then(() => false),
        closed.then(() => true),
      ])
      if (ended && !pattern.test(text()))
        throw new Error(`command ended without printing ${pattern}:\n${stdout()}${stderr()}`)
    }
    return text()
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await closed
  }
  return { printed, stop }
}
