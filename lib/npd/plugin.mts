import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { formatRule } from './config-format.mts'
import type { CustomRule, PluginGlobalConfig } from './config-types.mts'
import { outOfRange } from './config-validate.mts'
import type { PluginStatus } from './generate-status.mts'
import { type Duration, toMilliseconds } from './go/duration.mts'
import { findExecFault } from './go/exec.mts'
import { systemError } from './go/files.mts'
import { GoPanic } from './go/panic.mts'
import { quote } from './go/quote.mts'
import { describeExit, type Exit } from './go/signal.mts'
import { longestTimeout } from './go/sleep.mts'
import { cutBytes, decodeBytes, trimSpace } from './go/strings.mts'
import type { Klog } from './klog.mts'

/** Where scripts run: the file system and environment of NPD's container. */
export interface PluginEnvironment {
  /** NPD's working directory, `/` in its container. */
  cwd: string
  env: NodeJS.ProcessEnv
  /** The file on this machine of a path in the container. */
  resolvePath(path: string): string
}

export interface PluginRun {
  status: PluginStatus
  message: string
}

/** NPD's `maxCustomPluginBufferBytes`: so much is read of stdout, and of stderr. */
export const maxBufferBytes = 4 * 1024

/** How long a script may run: the rule's own timeout where that is shorter. */
export const timeoutOf = (rule: CustomRule, config: PluginGlobalConfig): Duration =>
  rule.timeout !== undefined && rule.timeout < config.timeout ? rule.timeout : config.timeout

/**
 * NPD's `Plugin.run`: runs one script in a process group of its own, kills the group at the timeout,
 * and makes a status and a message of its exit code and output. `signal` kills it as NPD's end does.
 */
export const runPlugin = async (
  rule: CustomRule,
  config: PluginGlobalConfig,
  environment: PluginEnvironment,
  klog: Klog,
  signal: AbortSignal,
): Promise<PluginRun> =>
  concludeExecution(await executePlugin(rule, config, environment, klog, signal))

/** What came of a script before NPD draws its conclusion: `fault` is Go's word for why it did not start. */
export type Execution = Finished | (Attempt & { fault: string })

/** The first half of `runPlugin`, from the start of the script until nobody holds its output open. */
export const executePlugin = async (
  rule: CustomRule,
  config: PluginGlobalConfig,
  { cwd, env, resolvePath }: PluginEnvironment,
  klog: Klog,
  signal: AbortSignal,
): Promise<Execution> => {
  const file = resolvePath(rule.path)
  const timeout = timeoutOf(rule, config)
  // Go's `Start` looks at the deadline first.
  const fault =
    timeout <= 0n ? 'context deadline exceeded' : await findExecFault(rule.path, file, cwd)
  const child = fault ?? (await start(file, rule, cwd, env))
  if (typeof child === 'string') return { rule, config, klog, fault: child }
  let timedOut = false
  const expire = () => {
    logTimeout(klog, rule)
    timedOut = true
    killGroup(child)
  }
  const timer = setTimeout(expire, Math.min(toMilliseconds(timeout), longestTimeout))
  const stop = () => end(child)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  const [exit, stdout, stderr] = await Promise.all([
    exitOf(child),
    readStart(child.stdout),
    readStart(child.stderr),
  ])
  clearTimeout(timer)
  signal.removeEventListener('abort', stop)
  return {
    rule,
    config,
    klog,
    exit,
    timedOut,
    stdout: stdout.start,
    stderr: stderr.start,
    stdoutSize: stdout.size,
    ...(child.pid !== undefined && { group: child.pid }),
  }
}

/** What NPD logs when it kills a script. */
export const logTimeout = (klog: Klog, rule: CustomRule): void =>
  klog.log('pluginTimedOut', `Error in running plugin timeout ${quote(rule.path)}`)

/** The second half. */
export const concludeExecution = (execution: Execution): PluginRun => {
  if (!('fault' in execution)) return conclude(execution)
  const { rule, klog, fault } = execution
  klog.log('pluginNotStarted', `Error in starting plugin ${quote(rule.path)}: error - ${fault}`)
  return { status: 'Unknown', message: 'Error in starting plugin. Please check the error log' }
}

/** The words of Go's `Start` if it cannot be started. */
const start = async (
  file: string,
  rule: CustomRule,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<(ChildProcess & { stdout: Readable; stderr: Readable }) | string> => {
  // By the definition's own path where that is the same file: a script sees it as `$0`.
  const command = resolve(cwd, rule.path) === resolve(cwd, file) ? rule.path : file
  try {
    const child = spawn(command, rule.args ?? [], {
      cwd,
      env,
      argv0: rule.path,
      // A process group of its own, so that its children can be killed with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    await once(child, 'spawn')
    return child
  } catch (error) {
    return `fork/exec ${rule.path}: ${systemError(error)}`
  }
}

const exitOf = async (child: ChildProcess): Promise<Exit> => {
  const { exitCode, signalCode } = child
  if (exitCode !== null || signalCode !== null) return { code: exitCode, signal: signalCode }
  const [code, signal] = await once(child, 'exit')
  return { code, signal }
}

/** NPD's `readFromReader`: the first bytes; the rest is read and dropped, so that nobody blocks. */
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

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}

/** As when the container ends: also whoever left the group no longer holds the output open. */
const end = (child: ChildProcess): void => {
  killGroup(child)
  child.stdout?.destroy()
  child.stderr?.destroy()
}

interface Attempt {
  rule: CustomRule
  config: PluginGlobalConfig
  klog: Klog
}

/** A script that has ended, with the first bytes of what it wrote. */
export interface Finished extends Attempt {
  exit: Exit
  timedOut: boolean
  stdout: Buffer
  stderr: Buffer
  /** All that it wrote, in bytes. */
  stdoutSize?: number
  /** The id of its process group. */
  group?: number
}

/** What NPD's `Plugin.run` makes of it. */
export const conclude = ({
  rule,
  config,
  klog,
  exit,
  timedOut,
  stdout,
  stderr,
}: Finished): PluginRun => {
  const raw = decodeBytes(stdout)
  // Go's `Wait` takes a deadline that passed for an error, unless the script itself failed.
  if (timedOut && exit.code === 0) {
    klog.log(
      'pluginNotWaitedFor',
      `Error in waiting for plugin ${quote(rule.path)}: error - context deadline exceeded. output - ${quote(raw)}`,
    )
    return { status: 'Unknown', message: 'Error in waiting for plugin. Please check the error log' }
  }
  const trimmed = trimSpace(raw)
  const output = timedOut
    ? `Timeout when running plugin ${quote(rule.path)}: state - ${describeExit(exit)}. output - ${quote(trimmed)}`
    : trimmed
  const message = cutOutput(output, config.maxOutputLength)
  if (exit.code !== 0 && stderr.length > 0) {
    klog.log(
      'pluginStderrBegins',
      `Start logs from plugin ${formatRule(rule)} \n ${decodeBytes(stderr)}`,
    )
    klog.log('pluginStderrEnds', `End logs from plugin ${formatRule(rule)}`)
  }
  return { status: statusOf(exit), message }
}

const statusOf = ({ code }: Exit): PluginStatus => {
  if (code === 0) return 'OK'
  return code === 1 ? 'NonOK' : 'Unknown'
}

const cutOutput = (output: string, length: number): string => {
  if (length >= 0) return cutBytes(output, length)
  throw new GoPanic(outOfRange(length))
}
