import type { CustomRule } from './config-types.mts'
import { describeExit } from './go/signal.mts'
import { decodeBytes } from './go/strings.mts'
import type { Execution } from './plugin-process.mts'
import type { PluginRun } from './plugin-result.mts'

/** One run of a script. NPD itself publishes only the resulting conditions, events and metrics. */
export interface RunReport {
  /** The end of the run, in RFC 3339. */
  at: string
  path: string
  condition: string
  reason: string
  durationMs: number
  /** Go's description of the exit code or signal, or Go's error text if the script did not start. */
  exit: string
  timedOut: boolean
  status: PluginRun['status']
  /** Stdout as NPD truncated it, or NPD's own message. */
  message: string
  /** The size of the whole stdout in bytes. */
  stdoutSize: number
  /** The start of stderr. */
  stderr: string
}

const maxStderrBytes = 500

export const createRunReport = (
  { path, condition, reason }: CustomRule,
  execution: Execution,
  { status, message }: PluginRun,
  durationMs: number,
): RunReport => {
  const result = 'fault' in execution ? undefined : execution
  return {
    at: new Date().toISOString(),
    path,
    condition,
    reason,
    durationMs: Math.round(durationMs),
    exit: 'fault' in execution ? execution.fault : describeExit(execution.exit),
    timedOut: result?.timedOut ?? false,
    status,
    message,
    stdoutSize: result?.stdoutSize ?? 0,
    stderr: decodeBytes(result?.stderr.subarray(0, maxStderrBytes) ?? Buffer.alloc(0)),
  }
}
