import type { ChalkInstance } from 'chalk'
import { escapeControlCharacters, escapeLines } from '../../cli/printable.mts'
import { describeExit } from '../../npd/go/signal.mts'
import { toValidText, trimSpace } from '../../npd/go/strings.mts'
import type { Condition } from '../../npd/status.mts'
import { countTruncatedBytes } from './hints.mts'
import type { Reaction } from './session.mts'
import type { Trial } from './trial.mts'

const labelWidth = 11
/** The maximum number of truncated characters to show. */
const maxTruncatedCharacters = 60

/** Renders a run in labeled rows: the script, its output, and NPD's reaction. */
const renderTrial = (trial: Trial, colors: ChalkInstance): string => {
  const { reaction } = trial
  const rows: [string, string][] = [
    ['plugin', escapeControlCharacters([trial.path, ...trial.args].join(' '))],
    ['', describeEnd(trial)],
    ['stdout', renderStdout(trial, colors)],
    ...(reaction
      ? [
          ...renderConditionRows(trial, reaction, colors),
          ...renderEventRows(trial, reaction, colors),
        ]
      : []),
    ...trial.log.map((line): [string, string] => ['log', escapeControlCharacters(line)]),
    ...trial.hints.map((hint): [string, string] => [
      'hint',
      colors.yellow(escapeControlCharacters(hint)),
    ]),
  ]
  return `${rows.map(renderRow).join('')}\n`
}

const renderRow = ([label, text]: [string, string], index: number, rows: [string, string][]) => {
  const visibleLabel = rows[index - 1]?.[0] === label ? '' : label
  const [first, ...more] = text.split('\n')
  const lines = [first ?? '', ...more]
  return lines
    .map((line, lineIndex) =>
      `${(lineIndex === 0 ? visibleLabel : '').padEnd(labelWidth)}${line}`.trimEnd(),
    )
    .map(line => `${line}\n`)
    .join('')
}

const formatSeconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

const describeEnd = ({
  exit,
  fault,
  timedOut,
  isStuck,
  duration,
  timeout,
  round,
}: Trial): string => {
  const runLabel = `(run ${round}, timeout ${timeout})`
  if (fault !== undefined) return `not started: ${escapeControlCharacters(fault)}  ${runLabel}`
  if (duration === undefined)
    return `${describeSimulatedExit(exit?.code ?? undefined)}  ${runLabel}`
  const elapsed = formatSeconds(duration)
  const exitDescription = exit ? describeExit(exit) : ''
  if (isStuck) return `${exitDescription}, but stdout is still open after ${elapsed}  ${runLabel}`
  if (timedOut && exit?.code == null) return `killed after ${elapsed}  ${runLabel}`
  return `${exitDescription} after ${elapsed}  ${runLabel}`
}

const describeSimulatedExit = (code: number | undefined): string =>
  code === undefined ? 'simulated: killed' : `simulated: exit status ${code}`

/** Returns the output, with a mark where NPD truncates the message. */
const renderStdout = (
  { stdout, timedOut, reaction, maxOutputLength }: Trial,
  colors: ChalkInstance,
) => {
  const output = trimSpace(stdout)
  if (output === '') return colors.dim('(empty)')
  if (timedOut || !reaction || reaction.fullMessage !== output) return escapeLines(output)
  return markTruncation(reaction, maxOutputLength, colors)
}

const markTruncation = (
  reaction: Reaction,
  maxOutputLength: number,
  colors: ChalkInstance,
): string => {
  const lost = countTruncatedBytes(reaction)
  if (lost === 0) return escapeLines(reaction.message)
  const rest = reaction.fullMessage.slice(reaction.message.replace(/[\udc80-\udcff]+$/u, '').length)
  const excerpt =
    rest.slice(0, maxTruncatedCharacters) + (rest.length > maxTruncatedCharacters ? '…' : '')
  return `${escapeLines(reaction.message)}${colors.red('✂')}${colors.dim(escapeControlCharacters(excerpt))}\ntruncated to ${maxOutputLength} bytes, ${lost} lost`
}

const renderConditionRows = (
  trial: Trial,
  { before, after, ...reaction }: Reaction,
  colors: ChalkInstance,
): [string, string][] => {
  if (!before || !after) return []
  const type = escapeControlCharacters(after.type)
  const status = colors.bold(after.status)
  if (after === before)
    return [['condition', `${type}   ${status} (unchanged)`], ...renderDetailRows(after)]
  const note =
    after.status === 'Unknown' ? '   (for Unknown, NPD uses the reason of the healthy state)' : ''
  const message =
    after.status !== 'False' && trial.timedOut
      ? markTruncation(reaction, trial.maxOutputLength, colors)
      : escapeLines(after.message)
  return [
    ['condition', `${type}   ${before.status} -> ${status}`],
    ['  reason', `${escapeControlCharacters(after.reason)}${colors.dim(note)}`],
    ['  message', message],
  ]
}

const renderDetailRows = ({ reason, message }: Condition): [string, string][] => [
  ['  reason', escapeControlCharacters(reason)],
  ['  message', escapeLines(message)],
]

const renderEventRows = (
  { isTemporary, timedOut, maxOutputLength }: Trial,
  reaction: Reaction,
  colors: ChalkInstance,
): [string, string][] => {
  const { events, status } = reaction
  if (events.length > 0)
    return events.map(({ type, reason, message }) => [
      'event',
      `${type} ${escapeControlCharacters(reason)}: ${isTemporary && timedOut ? markTruncation(reaction, maxOutputLength, colors) : escapeControlCharacters(message)}`,
    ])
  const explanation = isTemporary && status === 'OK' ? 'no problem found' : 'nothing changed'
  return [['event', colors.dim(`none: ${explanation}`)]]
}

type Render = (trials: Trial[], colors: ChalkInstance) => string

const toJson = ({ reaction, timeoutMs, round, ...trial }: Trial) => ({
  run: round,
  ...trial,
  ...(reaction && {
    ...reaction,
    before: toJsonCondition(reaction.before),
    after: toJsonCondition(reaction.after),
  }),
})

const toValidStrings = (_: string, value: unknown) =>
  typeof value === 'string' ? toValidText(value) : value

const toJsonCondition = (condition: Condition | undefined) => {
  if (!condition) return undefined
  const { type, status, reason, message } = condition
  return { type, status, reason, message }
}

/** Renderers, keyed by `--output` value. The table can be printed one run at a time. */
export const renderers: Record<string, Render> = {
  table: (trials, colors) => trials.map(trial => renderTrial(trial, colors)).join(''),
  json: trials => `${JSON.stringify(trials.map(toJson), toValidStrings, 2)}\n`,
}
