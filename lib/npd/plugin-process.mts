import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CustomRule, PluginGlobalConfig } from './config-types.mts'
import { type Duration, toMilliseconds } from './go/duration.mts'
import { findExecFault } from './go/exec.mts'
import { systemErrorText } from './go/files.mts'
import type { Exit } from './go/signal.mts'
import { longestTimeout } from './go/sleep.mts'

/** The file system and environment of NPD's container, in which scripts run. */
export interface PluginEnvironment {
  /** NPD's working directory, `/` in its container. */
  cwd: string
  env: NodeJS.ProcessEnv
  /** Maps a path in the container to a file on this machine. */
  resolvePath(path: string): string
}

/** The result of a process. `fault` is Go's error text if it did not start. */
export type Execution = FinishedProcess | { fault: string }

/** A process that has ended and whose output is closed. */
export interface FinishedProcess {
  exit: Exit
  /** Whether NPD killed the process at its timeout. */
  timedOut: boolean
  /** The first `maxBufferBytes` of stdout. */
  stdout: Buffer
  /** The first `maxBufferBytes` of stderr. */
  stderr: Buffer
  /** The size of the whole stdout in bytes. */
  stdoutSize: number
  /** The ID of its process group. */
  processGroupId?: number
}

/** NPD's `maxCustomPluginBufferBytes`: how many bytes NPD reads from stdout and from stderr. */
export const maxBufferBytes = 4 * 1024

/** Returns how long a script may run: the shorter of the rule's timeout and the global timeout. */
export const timeoutOf = (rule: CustomRule, config: PluginGlobalConfig): Duration =>
  rule.timeout !== undefined && rule.timeout < config.timeout ? rule.timeout : config.timeout

interface ProcessOptions {
  /** Aborting this signal kills the process, as stopping the container does. */
  signal: AbortSignal
  /** Called when the process is killed at its timeout. */
  onTimeout: () => void
}

/** Runs the script of a rule in its own process group, and kills that group at the timeout. */
export const runPluginProcess = async (
  rule: CustomRule,
  config: PluginGlobalConfig,
  environment: PluginEnvironment,
  { signal, onTimeout }: ProcessOptions,
): Promise<Execution> => {
  const timeout = timeoutOf(rule, config)
  const child = await startProcess(rule, timeout, environment)
  if ('fault' in child) return child
  let timedOut = false
  const expire = () => {
    timedOut = true
    onTimeout()
    killGroup(child)
  }
  const timer = setTimeout(expire, Math.min(toMilliseconds(timeout), longestTimeout))
  const stop = () => killAndCloseOutput(child)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const [exit, stdout, stderr] = await Promise.all([
    waitForExit(child),
    readStart(child.stdout),
    readStart(child.stderr),
  ])
  clearTimeout(timer)
  signal.removeEventListener('abort', stop)
  return {
    exit,
    timedOut,
    stdout: stdout.start,
    stderr: stderr.start,
    stdoutSize: stdout.size,
    processGroupId: child.pid,
  }
}

type PluginProcess = ChildProcessByStdio<null, Readable, Readable>

const startProcess = async (
  rule: CustomRule,
  timeout: Duration,
  { cwd, env, resolvePath }: PluginEnvironment,
): Promise<PluginProcess | { fault: string }> => {
  // Go's `Start` checks the deadline first.
  if (timeout <= 0n) return { fault: 'context deadline exceeded' }
  const file = resolvePath(rule.path)
  const fault = await findExecFault(rule.path, file, cwd)
  if (fault !== undefined) return { fault }
  // If `rule.path` and `file` are the same file, run `rule.path`, because a script receives the path that was run as
  // `$0`.
  const command = resolve(cwd, rule.path) === resolve(cwd, file) ? rule.path : file
  for (let attempt = 1; ; attempt += 1)
    try {
      const child = spawn(command, rule.args ?? [], {
        cwd,
        env,
        argv0: rule.path,
        // A separate process group, so that the children can be killed with the script.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      await once(child, 'spawn')
      return child
    } catch (error) {
      const isBusy = (error as NodeJS.ErrnoException).code === 'ETXTBSY'
      if (!isBusy || attempt === busyAttempts)
        return { fault: `fork/exec ${rule.path}: ${systemErrorText(error)}` }
      await sleep(busyPauseMs)
    }
}

/**
 * Retries after ETXTBSY: Linux does not execute a file that is open for writing. Unlike NPD, this
 * program writes scripts, and another child process can inherit the open file for a moment.
 */
const busyAttempts = 50
const busyPauseMs = 20

const killGroup = ({ pid }: PluginProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The process group has already ended.
  }
}

/** Also closes the output, because processes that left the group may still have it open. */
const killAndCloseOutput = (child: PluginProcess): void => {
  killGroup(child)
  child.stdout.destroy()
  child.stderr.destroy()
}

const waitForExit = async (child: PluginProcess): Promise<Exit> => {
  const { exitCode, signalCode } = child
  if (exitCode !== null || signalCode !== null) return { code: exitCode, signal: signalCode }
  const [code, signal] = await once(child, 'exit')
  return { code, signal }
}

/**
 * NPD's `readFromReader`: keeps the first `maxBufferBytes`, then reads and discards the rest so that no
 * writer blocks.
 */
const readStart = async (stream: Readable): Promise<{ start: Buffer; size: number }> => {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    if (size < maxBufferBytes) chunks.push(chunk)
    size += chunk.length
  })
  if (!stream.closed) await once(stream, 'close')
  return { start: Buffer.concat(chunks).subarray(0, maxBufferBytes), size }
}
