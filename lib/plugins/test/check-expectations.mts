import { parseDuration, toMilliseconds } from '../../npd/go/duration.mts'
import { toValidText } from '../../npd/go/strings.mts'
import type { Condition } from '../../npd/status.mts'
import type { YamlValue } from '../../yaml/patch.mts'
import type { SentEvent } from '../try/session.mts'
import type { Trial } from '../try/trial.mts'
import type { Failure, RunLocation } from './failure.mts'
import { describeMatcher, matchesText } from './matcher.mts'
import type { RunOutcome } from './run-case.mts'
import type { Expectation, ExpectedCondition, ExpectedEvent, TextMatcher } from './test-types.mts'

/** Compares the result of a run with the explicit expectations. */
export const checkExpectations = (
  expect: Expectation,
  outcome: RunOutcome,
  { run, path }: RunLocation,
): Failure[] => {
  const createFailure: CreateFailure = (keys, expected, actual, update) => ({
    run,
    check: keys.filter(key => typeof key === 'string').join('.'),
    path: [...path, 'expect', ...keys],
    expected,
    actual,
    update,
  })
  return [
    ...outcome.trials.flatMap(trial => checkTrial(expect, trial, createFailure)),
    ...(expect.condition ? checkCondition(expect.condition, outcome, createFailure) : []),
    ...(expect.events ? checkEvents(expect.events, eventsOf(outcome), createFailure) : []),
    ...checkMetrics(expect.metrics ?? {}, outcome.metrics, createFailure),
    ...checkLines('log', expect.log, readLogLines(outcome), createFailure),
    ...checkLines(
      'leftovers',
      expect.leftovers,
      outcome.trials.flatMap(({ leftovers }) => leftovers),
      createFailure,
    ),
  ]
}

type CreateFailure = (
  keys: (string | number)[],
  expected: string,
  actual: string,
  update?: YamlValue,
) => Failure

export const eventsOf = ({ trials }: RunOutcome): SentEvent[] =>
  trials.flatMap(({ reaction }) => reaction?.events ?? [])

/**
 * Returns the lines of NPD's log without the header, for example without `E0115 20:33:30.863102 1
 * plugin.go:186]`.
 */
const readLogLines = ({ trials }: RunOutcome): string[] =>
  trials.flatMap(({ log }) => log).map(line => line.replace(/^[IWEF]\d{4} [^\]]*\] /, ''))

/** Returns how a script exited, in the format of `expect`. */
export const toExpectedExit = ({
  fault,
  exit,
  timedOut,
}: Trial): number | 'killed' | 'not-started' => {
  if (fault !== undefined) return 'not-started'
  return timedOut || exit?.code == null ? 'killed' : exit.code
}

const checkTrial = (expect: Expectation, trial: Trial, createFailure: CreateFailure): Failure[] => {
  const failures: Failure[] = []
  const exit = toExpectedExit(trial)
  if (expect.exit !== undefined && exit !== expect.exit)
    failures.push(createFailure(['exit'], String(expect.exit), String(exit), exit))
  failures.push(...checkText(['stdout'], expect.stdout, trial.stdout.trim(), createFailure))
  failures.push(...checkText(['stderr'], expect.stderr, trial.stderr.trim(), createFailure))
  const { within } = expect
  const { duration = 0 } = trial
  if (within !== undefined && duration > toMilliseconds(parseDuration(within)))
    failures.push(createFailure(['within'], `at most ${within}`, `${Math.ceil(duration)}ms`))
  return failures
}

const checkText = (
  keys: (string | number)[],
  matcher: TextMatcher | undefined,
  text: string,
  createFailure: CreateFailure,
): Failure[] => {
  if (matcher === undefined || matchesText(text, matcher)) return []
  const validText = toValidText(text)
  return [
    createFailure(
      keys,
      describeMatcher(matcher),
      validText,
      typeof matcher === 'string' ? validText : undefined,
    ),
  ]
}

const checkCondition = (
  { type, status, reason, message }: ExpectedCondition,
  outcome: RunOutcome,
  createFailure: CreateFailure,
): Failure[] => {
  const candidates = selectConditions(outcome, type)
  const [condition] = candidates
  const conditionTypes = outcome.conditions.map(candidate => candidate.type).join(', ')
  if (!condition)
    return [createFailure(['condition'], type ?? 'a condition', conditionTypes || 'no condition')]
  if (candidates.length > 1)
    return [createFailure(['condition'], 'one condition; set `type:` to choose it', conditionTypes)]
  const expectedStatus = typeof status === 'boolean' ? (status ? 'True' : 'False') : status
  return [
    ...(expectedStatus !== undefined && expectedStatus !== condition.status
      ? [createFailure(['condition', 'status'], expectedStatus, condition.status, condition.status)]
      : []),
    ...checkText(['condition', 'reason'], reason, condition.reason, createFailure),
    ...checkText(['condition', 'message'], message, condition.message, createFailure),
  ]
}

/** Returns the conditions that `expect.condition` can refer to: by default those of the rules that ran. */
export const selectConditions = (
  { trials, conditions }: RunOutcome,
  type: string | undefined,
): Condition[] => {
  if (type !== undefined) return conditions.filter(condition => condition.type === type)
  const ruleConditionTypes = new Set(trials.map(({ reaction }) => reaction?.after?.type))
  return conditions.filter(condition => ruleConditionTypes.has(condition.type))
}

const describeEvent = ({ type, reason, message }: SentEvent | ExpectedEvent): string =>
  [
    type ?? '',
    ...[reason, message].map(matcher => (matcher === undefined ? '' : describeMatcher(matcher))),
  ]
    .filter(Boolean)
    .join(' ')

const checkEvents = (
  expected: ExpectedEvent[],
  events: SentEvent[],
  createFailure: CreateFailure,
): Failure[] => {
  const isEqual =
    expected.length === events.length &&
    events.every((event, index) => matchesEvent(event, expected[index] ?? {}))
  if (isEqual) return []
  const describeEvents = (list: (SentEvent | ExpectedEvent)[]) =>
    list.map(describeEvent).join('\n') || 'no event'
  return [
    createFailure(
      ['events'],
      describeEvents(expected),
      describeEvents(events),
      events.map(event => ({ ...event })),
    ),
  ]
}

const matchesEvent = (event: SentEvent, { type, reason, message }: ExpectedEvent): boolean =>
  (type === undefined || type === event.type) &&
  (reason === undefined || matchesText(event.reason, reason)) &&
  (message === undefined || matchesText(event.message, message))

const checkMetrics = (
  expected: Record<string, number>,
  metrics: Map<string, number>,
  createFailure: CreateFailure,
): Failure[] =>
  Object.entries(expected)
    .filter(([name, value]) => metrics.get(name) !== value)
    .map(([name, value]) => {
      const actual = metrics.get(name)
      return createFailure(
        ['metrics', name],
        `${name} ${value}`,
        actual === undefined
          ? `no such series; the series are ${[...metrics.keys()].join(', ')}`
          : `${name} ${actual}`,
        actual,
      )
    })

/** Each matcher must match a line. If the list of matchers is empty, there must be no lines. */
const checkLines = (
  key: 'log' | 'leftovers',
  matchers: TextMatcher[] | undefined,
  lines: string[],
  createFailure: CreateFailure,
): Failure[] => {
  if (!matchers) return []
  const actual = lines.join('\n') || 'none'
  if (matchers.length === 0) return lines.length === 0 ? [] : [createFailure([key], 'none', actual)]
  return matchers.flatMap((matcher, index) =>
    lines.some(line => matchesText(line, matcher))
      ? []
      : [createFailure([key, index], describeMatcher(matcher), actual)],
  )
}
