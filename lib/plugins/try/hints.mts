import type { CustomRule, PluginGlobalConfig } from '../../npd/config-types.mts'
import type { Exit } from '../../npd/go/signal.mts'
import { encodeBytes, toValidText } from '../../npd/go/strings.mts'
import { maxBufferBytes } from '../../npd/plugin-process.mts'
import type { Reaction } from './session.mts'

/** How a run of a script ended. */
export interface RunResult {
  /** Undefined if the script was not started. */
  exit?: Exit
  /** Go's error text if the script did not start. */
  fault?: string
  timedOut: boolean
  timeoutMs: number
  /** The duration in milliseconds. Undefined if nothing ran. */
  duration?: number
  /** The part of stdout that NPD reads. */
  stdout: string
  /** The size of the whole stdout in bytes. */
  stdoutSize: number
  stderr: string
  leftovers: string[]
  isStuck: boolean
  /** NPD's reaction to the run; undefined if the run blocks NPD. */
  reaction?: Reaction
}

/** Returns a hint for a run, or undefined if the hint does not apply. */
type FindHint = (
  result: RunResult,
  rule: CustomRule,
  config: PluginGlobalConfig,
) => string | undefined

const formatBytes = (count: number): string => `${count.toLocaleString('en')} bytes`

/** A run that takes more than this share of its timeout can exceed the timeout on a busy node. */
const slowShare = 0.8

const notStartedHint: FindHint = ({ fault }) =>
  fault === undefined
    ? undefined
    : `Check the path of the script, its execute permission, the interpreter in its first line and its line endings (LF, not CRLF): NPD cannot start it (${fault}).`

const killedHint: FindHint = ({ timedOut, exit, isStuck }, { type }) =>
  timedOut && !isStuck && exit?.code === null
    ? `NPD killed the script at its timeout. Limit commands that can hang, for example with \`timeout 3 kubectl …\`, then print the problem and exit 1: ${
        type === 'temporary'
          ? 'the event then has your own message.'
          : 'the condition becomes True, with your own message.'
      }`
    : undefined

const openOutputHint: FindHint = ({ timedOut, exit, isStuck }) =>
  timedOut && !isStuck && exit !== undefined && exit.code !== null
    ? `The script ended (exit ${exit.code}), but a background process kept its stdout open until NPD killed that process at the timeout. Redirect the output of the process: \`command > /dev/null 2>&1 &\`.`
    : undefined

const stuckHint: FindHint = ({ isStuck }) =>
  isStuck
    ? "Redirect the output of background processes, or do not start any: a process that left the script's process group keeps the script's stdout open. NPD does not kill that process, and does not run the plugins of this definition until the process exits."
    : undefined

const leftoversHint: FindHint = ({ leftovers, isStuck }) =>
  leftovers.length === 0 || isStuck
    ? undefined
    : `The script left processes running: ${leftovers.map(commandLine => `\`${commandLine}\``).join(', ')}. NPD does not kill them, so each run adds more. (plugin-try killed them.)`

const tooMuchOutputHint: FindHint = ({ stdoutSize }, _, { maxOutputLength }) =>
  stdoutSize > maxBufferBytes
    ? `The script printed ${formatBytes(stdoutSize)}; NPD reads the first ${formatBytes(maxBufferBytes)} and keeps ${formatBytes(maxOutputLength)}.`
    : undefined

const truncatedCharacterHint: FindHint = ({ reaction }) =>
  reaction &&
  toValidText(reaction.message) !== reaction.message &&
  toValidText(reaction.fullMessage) === reaction.fullMessage
    ? 'The message is truncated in the middle of a character: the API server shows � in its place.'
    : undefined

const truncatedMessageHint: FindHint = ({ reaction, timedOut }) =>
  reaction && !timedOut && reaction.status !== 'OK' && countTruncatedBytes(reaction) > 0
    ? 'Put the important part of the message first, or increase `max_output_length`.'
    : undefined

const emptyMessageHint: FindHint = ({ reaction, timedOut, fault }) =>
  reaction &&
  reaction.status !== 'OK' &&
  !timedOut &&
  fault === undefined &&
  reaction.message === ''
    ? 'The script printed nothing to stdout, so the message is empty. Describe the problem with `echo` before the script exits.'
    : undefined

const missingCommandHint: FindHint = ({ exit, stderr }) =>
  exit?.code === 127 || exit?.code === 126
    ? `Exit ${exit.code} comes from the shell: a command is missing or not executable${stderr.trim() && ` (${stderr.trim().split('\n').at(-1)})`}.`
    : undefined

const unusualExitCodeHint: FindHint = ({ exit, timedOut }, { type }) =>
  exit?.code != null && exit.code > 2 && exit.code !== 126 && exit.code !== 127 && !timedOut
    ? `NPD treats exit ${exit.code} like ${type === 'temporary' ? 'exit 1' : 'exit 2, and sets the status to Unknown; only exit 1 is a problem'}.`
    : undefined

const slowRunHint: FindHint = ({ duration, timeoutMs, timedOut }) =>
  duration !== undefined && !timedOut && duration > timeoutMs * slowShare
    ? 'The run took almost as long as the timeout. On a busy node, it can exceed the timeout.'
    : undefined

const hints: FindHint[] = [
  notStartedHint,
  killedHint,
  openOutputHint,
  stuckHint,
  leftoversHint,
  tooMuchOutputHint,
  truncatedCharacterHint,
  truncatedMessageHint,
  emptyMessageHint,
  missingCommandHint,
  unusualExitCodeHint,
  slowRunHint,
]

/** Returns the hints for a run; empty if there is nothing to improve. */
export const findHints = (
  result: RunResult,
  rule: CustomRule,
  config: PluginGlobalConfig,
): string[] => hints.flatMap(hint => hint(result, rule, config) ?? [])

/** Returns how many bytes of the message NPD cuts off. */
export const countTruncatedBytes = ({
  message,
  fullMessage,
}: Pick<Reaction, 'message' | 'fullMessage'>): number =>
  encodeBytes(fullMessage).length - encodeBytes(message).length
