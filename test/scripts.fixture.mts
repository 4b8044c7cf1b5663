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
  /** The state folder of the scripts' cluster. */
  folder: string
  /** Starts a script in its own process. */
  start: (name: string, args?: string[], env?: NodeJS.ProcessEnv) => RunningScript
  /** Runs a script to its end in this process, because starting a process takes a second. */
  run: (name: string, args?: string[], env?: NodeJS.ProcessEnv) => Promise<Output>
  /** Runs a script to its end in this process, and interrupts it after this time. */
  interrupt: (name: string, args: string[], afterMs: number) => Promise<Output>
  /** Like `run`, but rejects with the output if the script fails. */
  mustRun: (name: string, args?: string[]) => Promise<Output>
  /** Removes the cluster and the folder. */
  close: () => Promise<void>
}

export interface RunningScript {
  kill: (signal: NodeJS.Signals) => void
  /** Resolves once stdout or stderr matches; rejects if the script ends first. */
  printed: (pattern: RegExp) => Promise<void>
  /** Returns the stdout so far. */
  stdout: () => string
  ended: Promise<Output>
}

/** Nothing listens on this address, so no Docker engine answers on any machine. */
const noEngine = 'tcp://127.0.0.1:1'

/**
 * Returns an environment like that of a user's shell, with its own state folder and without variables of
 * vitest, colors and a Docker engine.
 */
export const userEnvironment = (folder: string): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS, VITEST, NODE_ENV, FORCE_COLOR, ...env } = process.env
  return { ...env, NPD_TEST_DIR: folder, NO_COLOR: '1', DOCKER_HOST: noEngine }
}

/** Runs a script like `npx zx scripts/NAME.mts` with this environment, without starting a process. */
export const runInProcess = async (
  name: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  { signal }: AbortController = new AbortController(),
): Promise<Output> => {
  const { script } = await import(`../scripts/${name}.mts`)
  const stdout = collect()
  const stderr = collect()
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
 * Shares the compile cache of tsx, which is in the folder for temporary files. With an empty cache,
 * a process spends a second compiling 200 files.
 */
const shareTsxCache = async (folder: string): Promise<void> => {
  const name = `tsx-${process.geteuid?.() ?? 0}`
  await mkdir(join(tmpdir(), name), { recursive: true })
  await symlink(join(tmpdir(), name), join(folder, name))
}

/** Opens the real scripts with their own cluster. `machine` adds variables to their environment. */
export const openScripts = async (machine: NodeJS.ProcessEnv = {}): Promise<Scripts> => {
  const parent = await mkdtemp(join(tmpdir(), 'npd-test-'))
  const folder = join(parent, 'state')
  await shareTsxCache(parent)
  // Temporary files of a killed script are removed with this folder.
  const env = { ...userEnvironment(folder), TMPDIR: parent, ...machine }
  const start: Scripts['start'] = (name, args = [], more = {}) => {
    const script = join(repository, 'scripts', `${name}.mts`)
    const run = launch({ cwd: repository, env: { ...env, ...more } })
    return follow(run`exec ${process.execPath} --import tsx ${script} ${args}`)
  }
  const run: Scripts['run'] = (name, args = [], more = {}) =>
    runInProcess(name, args, { ...env, ...more })
  const interrupt: Scripts['interrupt'] = async (name, args, afterMs) => {
    const interruption = new AbortController()
    const timer = setTimeout(() => interruption.abort(), afterMs)
    try {
      return await runInProcess(name, args, env, interruption)
    } finally {
      clearTimeout(timer)
    }
  }
  const mustRun: Scripts['mustRun'] = async (name, args) => {
    const output = await run(name, args)
    if (output.code !== 0)
      throw new Error(`${name} exited ${output.code}:\n${output.stdout}${output.stderr}`)
    return output
  }
  const close = async () => {
    await mustRun('cleanup')
    await rm(parent, { recursive: true, force: true })
  }
  return { folder, start, run, interrupt, mustRun, close }
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
  return {
    kill: signal => void sendSignal(running.pid ?? 0, signal),
    printed,
    stdout: () => text.stdout,
    ended,
  }
}
