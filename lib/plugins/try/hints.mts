import type { CustomRule, PluginGlobalConfig } from '../../npd/config-types.mts'
import type { Exit } from '../../npd/go/signal.mts'
import { encodeBytes, toValidText } from '../../npd/go/strings.mts'
import { maxBufferBytes } from '../../npd/plugin-process.mts'
import type { Taken } from './session.mts'

/** How a script ended. */
export interface Facts {
  /** Undefined if it was not started. */
  exit?: Exit
  /** Go's words for why it was not started. */
  fault?: string
  timedOut: boolean
  timeoutMs: number
  /** In milliseconds; undefined if nothing was run. */
  duration?: number
  /** The first bytes, as NPD reads them. */
  stdout: string
  /** In bytes, all of it. */
  stdoutSize: number
  stderr: string
  leftovers: string[]
  isStuck: boolean
  /** What NPD makes of it; undefined if it never comes to that. */
  taken?: Taken
}

type Hint = (facts: Facts, rule: CustomRule, config: PluginGlobalConfig) => string | undefined

const bytes = (count: number): string => `${count.toLocaleString('en')} bytes`

/** A run this close to its timeout is over it on a busy node. */
const closeShare = 0.8

const notStarted: Hint = ({ fault }) =>
  fault === undefined
    ? undefined
    : `NPD could not start it (${fault}): is the path right, may it be executed, is the interpreter of its first line there, without CRLF line ends?`

const killed: Hint = ({ timedOut, exit, isStuck }, { type }) =>
  timedOut && !isStuck && exit?.code === null
    ? `The script did not end before NPD killed it. Bound what hangs, as in \`timeout 3 kubectl …\`, then say what is wrong and exit 1: ${
        type === 'temporary'
          ? 'the event then has your own message.'
          : 'the condition becomes True, with your own message.'
      }`
    : undefined

const heldOpen: Hint = ({ timedOut, exit, isStuck }) =>
  timedOut && !isStuck && exit !== undefined && exit.code !== null
    ? `The script ended (exit ${exit.code}), but something that it had started held its stdout open, and NPD waited until it killed that at the timeout. Give it another output: \`command > /dev/null 2>&1 &\`.`
    : undefined

const stuck: Hint = ({ isStuck }) =>
  isStuck
    ? 'Something that it had started left its process group and holds its stdout open. NPD does not kill that, and waits: until it ends by itself no plugin of this definition is run again. Give it another output, or start nothing that stays.'
    : undefined

const leftBehind: Hint = ({ leftovers, isStuck }) =>
  leftovers.length === 0 || isStuck
    ? undefined
    : `It left ${leftovers.map(each => `\`${each}\``).join(', ')} running, which NPD does not end: there would be more with each run. (Ended here.)`

const flood: Hint = ({ stdoutSize }, _, { maxOutputLength }) =>
  stdoutSize > maxBufferBytes
    ? `It printed ${bytes(stdoutSize)}; NPD reads the first ${bytes(maxBufferBytes)} and keeps ${bytes(maxOutputLength)}.`
    : undefined

const cutCharacter: Hint = ({ taken }) =>
  taken && toValidText(taken.message) !== taken.message && toValidText(taken.uncut) === taken.uncut
    ? 'The message is cut in the middle of a character: the API server shows � for what is left of it.'
    : undefined

const cutMessage: Hint = ({ taken, timedOut }) =>
  taken && !timedOut && taken.status !== 'OK' && lostBytes(taken) > 0
    ? 'Say the most important thing first, or raise `max_output_length`.'
    : undefined

const silentProblem: Hint = ({ taken, timedOut, fault }) =>
  taken && taken.status !== 'OK' && !timedOut && fault === undefined && taken.message === ''
    ? 'It printed nothing to stdout, so the message is empty. `echo` what is wrong before the exit.'
    : undefined

const notFound: Hint = ({ exit, stderr }) =>
  exit?.code === 127 || exit?.code === 126
    ? `Exit ${exit.code} is the shell's: a command is not there or may not be run${stderr.trim() && ` (${stderr.trim().split('\n').at(-1)})`}.`
    : undefined

const otherCode: Hint = ({ exit, timedOut }, { type }) =>
  exit?.code != null && exit.code > 2 && exit.code !== 126 && exit.code !== 127 && !timedOut
    ? `Exit ${exit.code} tells NPD ${type === 'temporary' ? 'what 1 does' : 'that the script does not know, as 2 does; only 1 is a problem'}.`
    : undefined

const close: Hint = ({ duration, timeoutMs, timedOut }) =>
  duration !== undefined && !timedOut && duration > timeoutMs * closeShare
    ? 'That is close to the timeout: a busy node needs longer.'
    : undefined

const hints: Hint[] = [
  notStarted,
  killed,
  heldOpen,
  stuck,
  leftBehind,
  flood,
  cutCharacter,
  cutMessage,
  silentProblem,
  notFound,
  otherCode,
  close,
]

/** What a run means, in words; empty if it went as it should. */
export const hintsFor = (facts: Facts, rule: CustomRule, config: PluginGlobalConfig): string[] =>
  hints.flatMap(hint => hint(facts, rule, config) ?? [])

/** How many bytes of the message NPD cuts off. */
export const lostBytes = ({ message, uncut }: Pick<Taken, 'message' | 'uncut'>): number =>
  encodeBytes(uncut).length - encodeBytes(message).length
