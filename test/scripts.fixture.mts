import { EventEmitter, once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { $, type ProcessPromise, within } from 'zx/core'
import { launch } from '../lib/cli/command.mts'
import { executeScript } from '../lib/cli/script.mts'
import { sendSignal } from '../lib/cli/signals.mts'

export const repository = fileURLToPath(new URL('..', import.meta.url))

export interface Output {
  code: number | null
  stdout: string
  stderr: string
}

export interface Scripts {
  /** The state folder of this cluster. */
  folder: string
  /** Starts a script as a process of its own. */
  start: (name: string, args?: string[], env?: NodeJS.ProcessEnv) => RunningScript
  /** Runs a script to its end, in this process: starting one takes a second. */
  run: (name: string, args?: string[], env?: NodeJS.ProcessEnv) => Promise<Output>
  /** As `run`; rejects with what was printed if it fails. */
  must: (name: string, args?: string[]) => Promise<Output>
  /** Removes the cluster and the folder. */
  close: () => Promise<void>
}

export interface RunningScript {
  kill: (signal: NodeJS.Signals) => void
  /** Resolves once stdout or stderr matches; rejects if it ends without. */
  printed: (pattern: RegExp) => Promise<void>
  ended: Promise<Output>
}

/** Nothing listens there: no Docker engine answers, whatever this machine has. */
const noEngine = 'tcp://127.0.0.1:1'

/** The environment of a user's shell: none of vitest's, no colours, no engine, a state folder of its own. */
export const userEnvironment = (folder: string): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS, VITEST, NODE_ENV, FORCE_COLOR, ...env } = process.env
  return { ...env, NPD_TEST_DIR: folder, NO_COLOR: '1', DOCKER_HOST: noEngine }
}

/** As `npx zx scripts/NAME.mts` would run it with this environment, without the start of a process. */
export const runInProcess = async (
  name: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<Output> => {
  const { script } = await import(`../scripts/${name}.mts`)
  const stdout = collect()
  const stderr = collect()
  const { signal } = new AbortController()
  const code = await within(() => {
    $.env = env
    return executeScript(script, args, { stdout, stderr, signal })
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

const collect = () => {
  const chunks: string[] = []
  return { write: (text: string) => chunks.push(text), text: () => chunks.join('') }
}

/**
 * tsx keeps what it has compiled in the folder for temporary files. A process that begins with an empty one
 * compiles all of its 200 files again, which takes a second.
 */
const shareTsxCache = async (folder: string): Promise<void> => {
  const name = `tsx-${process.geteuid?.() ?? 0}`
  await mkdir(join(tmpdir(), name), { recursive: true })
  await symlink(join(tmpdir(), name), join(folder, name))
}

/** The real scripts on a cluster of their own; on another machine by its environment. */
export const openScripts = async (machine: NodeJS.ProcessEnv = {}): Promise<Scripts> => {
  const parent = await mkdtemp(join(tmpdir(), 'npd-test-'))
  const folder = join(parent, 'state')
  await shareTsxCache(parent)
  // What a script that is killed leaves behind goes with the folder.
  const env = { ...userEnvironment(folder), TMPDIR: parent, ...machine }
  const start: Scripts['start'] = (name, args = [], more = {}) => {
    const script = join(repository, 'scripts', `${name}.mts`)
    const run = launch({ cwd: repository, env: { ...env, ...more } })
    return follow(run`exec ${process.execPath} --import tsx ${script} ${args}`)
  }
  const run: Scripts['run'] = (name, args = [], more = {}) =>
    runInProcess(name, args, { ...env, ...more })
  const must: Scripts['must'] = async (name, args) => {
    const output = await run(name, args)
    if (output.code !== 0)
      throw new Error(`${name} exited ${output.code}:\n${output.stdout}${output.stderr}`)
    return output
  }
  const close = async () => {
    await must('cleanup')
    await rm(parent, { recursive: true, force: true })
  }
  return { folder, start, run, must, close }
}

const follow = (running: ProcessPromise): RunningScript => {
  const text = { stdout: '', stderr: '' }
  const changes = new EventEmitter()
  for (const name of ['stdout', 'stderr'] as const)
    running[name].setEncoding('utf8').on('data', chunk => {
      text[name] += chunk
      changes.emit('printed')
    })
  const ended = running.exitCode.then((code): Output => ({ code, ...text }))
  const printed = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(text.stdout + text.stderr)) {
      const isEnd = await Promise.race([
        once(changes, 'printed').then(() => false),
        ended.then(() => true),
      ])
      if (isEnd && !pattern.test(text.stdout + text.stderr))
        throw new Error(`ended without ${pattern}:\n${text.stdout}${text.stderr}`)
    }
  }
  return { kill: signal => void sendSignal(running.pid ?? 0, signal), printed, ended }
}
