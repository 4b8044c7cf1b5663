import type { Arrived, Json } from './api-server.mts'
import { type LogEntry, nameTimes, parseLog } from './log.mts'
import type { NpdRun } from './player.mts'
import { endRule, isConcurrent, type Sequence } from './sequences.mts'

/** The result of one run of NPD, without values that differ between runs. */
export interface Outcome {
  /** Log entries during the start, and the first request. */
  start: string[]
  /** Log entries of the monitor: the first state and each new one. */
  statuses: string[]
  /** Log entries about running scripts. */
  scripts: string[]
  /** Posted and patched events with type, reason, count and message. */
  events: string[]
  /** All other fields of the events, without duplicates. */
  envelopes: string[]
  /** The last patch of the node's conditions, or all patches if the sequence is spaced. */
  conditions: string[]
}

/**
 * Returns the outcome of a run. Throws if the states in the patches of conditions do not follow the
 * order of the log.
 */
export const outcomeOf = (sequence: Sequence, { log, arrived }: NpdRun): Outcome => {
  const entries = upToEnd(parseLog(log))
  const order: Order = isConcurrent(sequence) ? byRule(sequence) : items => items
  const of = (part: LogEntry['part']) =>
    entries.filter(entry => entry.part === part).map(({ text }) => text)
  const patches = findPatches(arrived)
  checkOrder(patches, of('monitor'))
  const normalize = isConcurrent(sequence) ? keepOwnCondition : (text: string) => text
  const { lines, envelopes } = renderEvents(arrived, order)
  const outcome = {
    start: [
      ...arrived.filter(isRead).map(({ method, path }) => `${method} ${path}`),
      ...of('start'),
    ],
    statuses: nameTimes(order(of('monitor').map(normalize), text => text)),
    scripts: order(of('scripts'), text => text),
    events: lines,
    envelopes,
    conditions: (sequence.spaced ? withoutFirst(patches) : patches.slice(-1)).map(patch =>
      JSON.stringify(patch),
    ),
  }
  return mapTexts(outcome, text => shorten(text.replaceAll(sequence.name, 'NAME')))
}

const isRead = ({ method }: Arrived): boolean => method === 'GET'

/** Ignores entries after the end of the sequence. */
const upToEnd = (entries: LogEntry[]): LogEntry[] => {
  const end = entries.findIndex(({ text }) => text.includes(`${endRule.condition} is now: Unknown`))
  return entries.slice(0, end + 1)
}

interface Condition {
  type: string
  status: string
  reason?: string
  message?: string
}

const conditionsOf = (body: unknown): Condition[] =>
  (body as { status: { conditions: Condition[] } }).status.conditions

/** Sorts the conditions by type, because NPD reads them from a map. */
const findPatches = (arrived: Arrived[]): Condition[][] => {
  const all = arrived
    .filter(({ path }) => path.endsWith('/status'))
    .map(({ body }) => conditionsOf(body))
    .map(conditions =>
      conditions
        .map(condition => ({ ...condition, ...hideTimes(condition) }))
        .sort((a, b) => (a.type < b.type ? -1 : 1)),
    )
  const last = all.findIndex(conditions =>
    conditions.some(({ type, status }) => type === endRule.condition && status === 'Unknown'),
  )
  return all.slice(0, last + 1)
}

/** Drops the first state. Whether NPD writes it before a script has finished depends on the machine. */
const withoutFirst = (patches: Condition[][]): Condition[][] => {
  const isFirst = ({ status, message = '' }: Condition) =>
    status === 'False' && (message === endRule.defaultMessage || message.endsWith(' is well'))
  const begin = patches.findIndex(conditions => !conditions.every(isFirst))
  return patches.slice(begin)
}

const hideTimes = (fields: object): Json =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(
        ([, value]) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value),
      )
      .map(([key]) => [key, 'TIME']),
  )

/** Checks that the log contains all written states, in the same order. */
const checkOrder = (patches: Condition[][], statuses: string[]): void => {
  const reached = new Map<string, number>()
  for (const { type, status, reason, message } of patches.flat()) {
    const from = reached.get(type) ?? 0
    const end = ` Reason:${reason ?? ''} Message:${message ?? ''}}`
    const at = statuses.findIndex((text, index) => {
      const start = text.lastIndexOf(`{Type:${type} Status:${status} Transition:`)
      return index >= from && start >= 0 && text.includes(end, start)
    })
    if (at < 0)
      throw new Error(`${type} ${status} was written, but is not in the log at this position`)
    reached.set(type, at)
  }
}

const renderEvents = (arrived: Arrived[], order: Order) => {
  const posted = new Map<string, Json>()
  const envelopes = new Set<string>()
  const all = arrived
    .filter(({ path }) => path.includes('/events'))
    .map(({ method, path, body = {} }) => {
      const { type, reason, message, count, metadata = {}, ...rest } = body
      const { name = path.split('/').at(-1), ...meta } = metadata as Json
      if (method === 'POST') posted.set(String(name), body)
      const envelope = { ...(method === 'POST' && { metadata: meta }), ...rest, ...hideTimes(rest) }
      envelopes.add(`${method} ${JSON.stringify(envelope, toCanonical)}`)
      const known = { type, reason, ...posted.get(String(name)) }
      return { name, text: `${method} ${known.type} ${known.reason} ×${count} ${message}` }
    })
  const end = all.findIndex(({ text }) => text.includes(`${endRule.condition} is now: Unknown`))
  const names: unknown[] = []
  const lines = order(all.slice(0, end + 1), ({ text }) => text).map(({ name, text }) => {
    if (!names.includes(name)) names.push(name)
    return `${names.indexOf(name)} ${text}`
  })
  return { lines, envelopes: [...envelopes].sort() }
}

/** Sorts fields by name and removes empty strings, which protobuf may contain and JSON does not. */
const toCanonical = (_: string, value: unknown): unknown => {
  if (value === '') return undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

type Order = <T>(items: T[], textOf: (item: T) => string) => T[]

/** Groups items by rule, in the order of the definition. Keeps the order within a rule. */
const byRule =
  ({ rules }: Sequence): Order =>
  (items, textOf) => {
    const ruleOf = (text: string): number =>
      rules.findIndex(({ name, condition, reason }) =>
        [
          `/${name}.sh`,
          `condition ${condition} is now: `,
          ` ${reason} ×`,
          `Reason:${reason} Message:`,
        ]
          .filter(sign => !sign.includes('  '))
          .some(sign => text.includes(sign)),
      )
    return items
      .map(item => ({ item, rule: ruleOf(textOf(item)) }))
      .sort((a, b) => a.rule - b.rule)
      .map(({ item }) => item)
  }

/** Removes the conditions of other rules, because their state at that time is random. */
const keepOwnCondition = (text: string): string => {
  const [events = '', conditions] = text.split('] Conditions:[')
  if (!conditions) return text
  const changed = events.match(/Message:Node condition (\w+) is now/)?.[1]
  const own = conditions.match(new RegExp(`\\{Type:${changed} [^}]*\\}`))?.[0] ?? ''
  return `${events}] Conditions:[${own}]`
}

/** Replaces a long repetition with the repeated text and its count, to keep the file small. */
const shorten = (text: string): string =>
  text.replace(/(.{1,20}?)\1{11,}/gsu, (run, unit) => `⟨${unit}×${run.length / unit.length}⟩`)

export const mapTexts = (outcome: Outcome, map: (text: string) => string): Outcome => ({
  start: outcome.start.map(map),
  statuses: outcome.statuses.map(map),
  scripts: outcome.scripts.map(map),
  events: outcome.events.map(map),
  envelopes: outcome.envelopes.map(map),
  conditions: outcome.conditions.map(map),
})
