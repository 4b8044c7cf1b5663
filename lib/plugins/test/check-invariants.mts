import { formatDuration, fromMilliseconds } from '../../npd/go/duration.mts'
import { countTruncatedBytes } from '../try/hints.mts'
import type { Trial } from '../try/trial.mts'
import { toExpectedExit } from './check-expectations.mts'
import type { Failure, RunLocation } from './failure.mts'
import { matcherContains } from './matcher.mts'
import type { RunOutcome } from './run-case.mts'
import type { PlannedRun } from './test-environment.mts'
import type { Expectation, Invariant, TextMatcher } from './test-types.mts'

type Finding = Pick<Failure, 'expected' | 'actual' | 'fix'>

/** Checks the invariants of one run, except those that an explicit expectation contradicts. */
export const checkInvariants = (
  run: PlannedRun,
  outcome: RunOutcome,
  disabledInvariants: Invariant[],
  location: RunLocation,
): Failure[] => {
  const { expect } = run
  const failures: Failure[] = []
  const add = (check: Invariant | 'not-started', finding: Finding | undefined) => {
    if (finding && !disabledInvariants.some(name => name === check))
      failures.push({ run: location.run, path: location.path, check, ...finding })
  }
  for (const trial of outcome.trials) {
    if (expect.exit !== 'not-started') add('not-started', findFault(trial))
    if (!expectsKill(expect)) add('timeout', findTimeout(trial))
    if (!expectsMessage(expect, trial)) {
      add('truncated-message', findTruncation(trial))
      add('empty-message', findEmptyMessage(trial))
    }
    if (!expect.leftovers) add('leftover-process', findLeftovers(trial))
  }
  if (expect.exit !== 127) add('missing-command', findMissingCommands(run, outcome))
  return failures
}

const findFault = ({ fault }: Trial): Finding | undefined =>
  fault === undefined
    ? undefined
    : {
        expected: 'NPD starts the script',
        actual: fault,
        fix: 'Correct the path, the mode or the interpreter of the script, or expect `exit: not-started`.',
      }

const timeoutMessages = ['Timeout when running plugin', 'Error in running plugin timeout']

const getExpectedTexts = ({
  condition,
  events = [],
  log = [],
}: Expectation): (TextMatcher | undefined)[] => [
  condition?.message,
  ...events.map(({ message }) => message),
  ...log,
]

const expectsKill = (expect: Expectation): boolean =>
  expect.exit === 'killed' ||
  getExpectedTexts(expect).some(matcher =>
    timeoutMessages.some(text => matcherContains(matcher, text)),
  )

const findTimeout = ({ timedOut, isStuck, timeout, timeoutMs }: Trial): Finding | undefined =>
  timedOut || isStuck
    ? {
        expected: `the script exits before its timeout of ${timeout}`,
        actual: isStuck
          ? `a process still holds the script's output open after ${formatDuration(fromMilliseconds(timeoutMs))}, so NPD keeps waiting`
          : `NPD kills it after ${timeout}`,
        fix: 'Limit commands that can hang with `timeout`, or expect `exit: killed`.',
      }
    : undefined

/** Whether the test expects exactly the message of this run. */
const expectsMessage = ({ condition, events = [] }: Expectation, { reaction }: Trial): boolean =>
  reaction !== undefined &&
  [condition?.message, ...events.map(({ message }) => message)].includes(reaction.message)

const findTruncation = ({ reaction, timedOut, maxOutputLength }: Trial): Finding | undefined =>
  reaction && reaction.status !== 'OK' && !timedOut && countTruncatedBytes(reaction) > 0
    ? {
        expected: `a message of at most ${maxOutputLength} bytes`,
        actual: reaction.fullMessage,
        fix: 'Shorten the message, or increase `max_output_length`.',
      }
    : undefined

const findEmptyMessage = ({ reaction, exit }: Trial): Finding | undefined =>
  reaction && reaction.status !== 'OK' && exit !== undefined && reaction.message === ''
    ? {
        expected: 'a message on stdout',
        actual: `exit ${exit.code} without a message`,
        fix: 'Print a message that describes the problem before the script exits.',
      }
    : undefined

const findLeftovers = ({ leftovers, isStuck }: Trial): Finding | undefined =>
  leftovers.length === 0 || isStuck
    ? undefined
    : {
        expected: 'no process is still running',
        actual: leftovers.join('\n'),
        fix: 'Stop background processes before the script exits. NPD does not stop them.',
      }

/** Patterns of the error messages that shells and other programs print for a missing command. */
const missingCommandPatterns = [
  /: (\S+): command not found$/gm,
  /: \d+: (\S+): not found$/gm,
  /^timeout: failed to run command [‘'](.+?)[’']: No such file/gm,
  /^(?:env|xargs|nice|ionice|nohup|setsid|stdbuf): (?:failed to run command )?[‘'"]?([^\s‘'"’]+)[’'"]?: No such file or directory$/gm,
  /: (\/(?:usr\/)?(?:local\/)?s?bin\/[^\s:]+): (?:No such file or directory|not found)$/gm,
  /FileNotFoundError: .*: '([\w.-]+)'$/gm,
]

const findMissingCommands = ({ stubs }: PlannedRun, outcome: RunOutcome): Finding | undefined => {
  const texts = outcome.trials.map(({ stderr, stdout }) => `${stderr}\n${stdout}`)
  const reportedCommands = texts.flatMap(text =>
    missingCommandPatterns.flatMap(pattern =>
      Array.from(text.matchAll(pattern), ([, name = '']) => name),
    ),
  )
  const missingCalls = outcome.failedCalls.filter(({ kind }) => kind === 'missing')
  const missingCommands = new Set([...missingCalls.map(({ call }) => call), ...reportedCommands])
  const unmatchedCalls = outcome.failedCalls
    .filter(({ kind }) => kind === 'unmatched')
    .map(({ call }) => `no stub response matches \`${call}\``)
  const lines = [
    ...[...missingCommands]
      .filter(name => stubs[name] !== null)
      .map(name => `the image does not contain \`${name}\``),
    ...unmatchedCalls,
  ]
  if (lines.length === 0) return undefined
  return {
    expected: 'only commands that the image contains',
    actual: lines.join('\n'),
    fix:
      unmatchedCalls.length === lines.length
        ? 'Add a response to the stub.'
        : 'Add the command to the image and to `image.commands`, or write a stub for it.',
  }
}

/** Compares two executions of a case. */
export const checkRepetition = (
  first: RunOutcome[],
  second: RunOutcome[],
  disabledInvariants: Invariant[],
  getLocation: (index: number) => RunLocation,
): Failure[] => {
  if (disabledInvariants.includes('different-result')) return []
  const index = first.findIndex(
    (outcome, outcomeIndex) => summarize(outcome) !== summarize(second[outcomeIndex] ?? outcome),
  )
  const [firstOutcome, secondOutcome] = [first[index], second[index]]
  if (!firstOutcome || !secondOutcome) return []
  const location = getLocation(index)
  return [
    {
      run: location.run,
      path: location.path,
      check: 'different-result',
      expected: summarize(firstOutcome),
      actual: summarize(secondOutcome),
      fix: 'Remove values that change with every run, such as a time or a process ID, from the message.',
    },
  ]
}

const summarize = ({ trials }: RunOutcome): string =>
  trials
    .map(
      trial =>
        `exit ${toExpectedExit(trial)}: ${trial.timedOut ? 'timeout' : (trial.reaction?.fullMessage ?? '')}`,
    )
    .join('\n')
