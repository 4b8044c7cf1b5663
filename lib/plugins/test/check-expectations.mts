import { parseDuration, toMilliseconds } from '../../npd/go/duration.mts'
import { toValidText } from '../../npd/go/strings.mts'
import type { Condition } from '../../npd/status.mts'
import type { YamlValue } from '../../yaml/patch.mts'
import type { SentEvent } from '../try/session.mts'
import type { Trial } from '../try/trial.mts'
import type { Failure, RunPlace } from './failure.mts'
import { describeMatcher, matchesText } from './matcher.mts'
import type { RunOutcome } from './run-case.mts'
import type { Expectation, ExpectedCondition, ExpectedEvent, TextMatcher } from './test-types.mts'

/** Compares the result of a run with the explicit expectations. */
export const checkExpectations = (
  expect: Expectation,
  outcome: RunOutcome,
  { run, path }: RunPlace,
): Failure[] => {
  const fail: Fail = (keys, expected, actual, update) => ({
    run,
    what: keys.filter(key => typeof key === 'string').join('.'),
    path: [...path, 'expect', ...keys],
    expected,
    actual,
    update,
  })
  return [
    ...outcome.trials.flatMap(trial => checkTrial(expect, trial, fail)),
    ...(expect.condition ? checkCondition(expect.condition, outcome, fail) : []),
    ...(expect.events ? checkEvents(expect.events, eventsOf(outcome), fail) : []),
    ...checkMetrics(expect.metrics ?? {}, outcome.metrics, fail),
    ...checkLines('log', expect.log, logOf(outcome), fail),
    ...checkLines(
      'leftovers',
      expect.leftovers,
      outcome.trials.flatMap(({ leftovers }) => leftovers),
      fail,
    ),
  ]
}

type Fail = (
  keys: (string | number)[],
  expected: string,
  actual: string,
  update?: YamlValue,
) => Failure

export const eventsOf = ({ trials }: RunOutcome): SentEvent[] =>
  trials.flatMap(({ reaction }) => reaction?.events ?? [])

/** The lines of NPD's log without their header, such as `E0115 20:33:30.863102 1 plugin.go:186]`. */
const logOf = ({ trials }: RunOutcome): string[] =>
  trials.flatMap(({ log }) => log).map(line => line.replace(/^[IWEF]\d{4} [^\]]*\] /, ''))

/** The exit of a script, in the format of `expect`. */
export const exitOf = ({ fault, exit, timedOut }: Trial): number | 'killed' | 'not-started' => {
  if (fault !== undefined) return 'not-started'
  return timedOut || exit?.code == null ? 'killed' : exit.code
}

const checkTrial = (expect: Expectation, trial: Trial, fail: Fail): Failure[] => {
  const failures: Failure[] = []
  const exit = exitOf(trial)
  if (expect.exit !== undefined && exit !== expect.exit)
    failures.push(fail(['exit'], String(expect.exit), String(exit), exit))
  failures.push(...checkText(['stdout'], expect.stdout, trial.stdout.trim(), fail))
  failures.push(...checkText(['stderr'], expect.stderr, trial.stderr.trim(), fail))
  const { within } = expect
  const { duration = 0 } = trial
  if (within !== undefined && duration > toMilliseconds(parseDuration(within)))
    failures.push(fail(['within'], `at most ${within}`, `${Math.ceil(duration)}ms`))
  return failures
}

const checkText = (
  keys: (string | number)[],
  matcher: TextMatcher | undefined,
  text: string,
  fail: Fail,
): Failure[] => {
  if (matcher === undefined || matchesText(text, matcher)) return []
  const valid = toValidText(text)
  return [
    fail(keys, describeMatcher(matcher), valid, typeof matcher === 'string' ? valid : undefined),
  ]
}

const checkCondition = (
  { type, status, reason, message }: ExpectedCondition,
  outcome: RunOutcome,
  fail: Fail,
): Failure[] => {
  const candidates = conditionsOf(outcome, type)
  const [condition] = candidates
  const names = outcome.conditions.map(each => each.type).join(', ')
  if (!condition) return [fail(['condition'], type ?? 'a condition', names || 'no condition')]
  if (candidates.length > 1)
    return [fail(['condition'], `\`type:\` to choose one condition`, names)]
  const wanted = typeof status === 'boolean' ? (status ? 'True' : 'False') : status
  return [
    ...(wanted !== undefined && wanted !== condition.status
      ? [fail(['condition', 'status'], wanted, condition.status, condition.status)]
      : []),
    ...checkText(['condition', 'reason'], reason, condition.reason, fail),
    ...checkText(['condition', 'message'], message, condition.message, fail),
  ]
}

/** The conditions that `expect.condition` can refer to: by default those of the rules that ran. */
export const conditionsOf = (
  { trials, conditions }: RunOutcome,
  type: string | undefined,
): Condition[] => {
  if (type !== undefined) return conditions.filter(each => each.type === type)
  const changed = new Set(trials.map(({ reaction }) => reaction?.after?.type))
  return conditions.filter(each => changed.has(each.type))
}

const describeEvent = ({ type, reason, message }: SentEvent | ExpectedEvent): string =>
  [type ?? '', ...[reason, message].map(each => (each === undefined ? '' : describeMatcher(each)))]
    .filter(Boolean)
    .join(' ')

const checkEvents = (expected: ExpectedEvent[], events: SentEvent[], fail: Fail): Failure[] => {
  const isEqual =
    expected.length === events.length &&
    events.every((event, index) => matchesEvent(event, expected[index] ?? {}))
  if (isEqual) return []
  const list = (all: (SentEvent | ExpectedEvent)[]) =>
    all.map(describeEvent).join('\n') || 'no event'
  return [
    fail(
      ['events'],
      list(expected),
      list(events),
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
  fail: Fail,
): Failure[] =>
  Object.entries(expected)
    .filter(([name, value]) => metrics.get(name) !== value)
    .map(([name, value]) => {
      const actual = metrics.get(name)
      return fail(
        ['metrics', name],
        `${name} ${value}`,
        actual === undefined
          ? `no such series; ${[...metrics.keys()].join(', ')}`
          : `${name} ${actual}`,
        actual,
      )
    })

/** Each matcher must match a line. If the list of matchers is empty, there must be no lines. */
const checkLines = (
  key: 'log' | 'leftovers',
  matchers: TextMatcher[] | undefined,
  lines: string[],
  fail: Fail,
): Failure[] => {
  if (!matchers) return []
  const actual = lines.join('\n') || 'none'
  if (matchers.length === 0) return lines.length === 0 ? [] : [fail([key], 'none', actual)]
  return matchers.flatMap((matcher, index) =>
    lines.some(line => matchesText(line, matcher))
      ? []
      : [fail([key, index], describeMatcher(matcher), actual)],
  )
}
