import type { Arrived, Json } from './api-server.mts'
import { type LogEntry, nameTimes, parseLog } from './log.mts'
import type { Life } from './player.mts'
import { endRule, isConcurrent, type Sequence } from './sequences.mts'

/** What a life of NPD comes to, without what differs from run to run. Compared as it stands. */
export interface Outcome {
  /** What it logs while it comes up, and what it asks before. */
  start: string[]
  /** What its monitor logs: the first state, and each new one. */
  statuses: string[]
  /** What it logs of running scripts. */
  scripts: string[]
  /** Events posted and patched, with type, reason, count and message. */
  events: string[]
  /** All else that an event carries, each form once. */
  envelopes: string[]
  /** The last patch of the node's conditions; of a spaced sequence all. */
  conditions: string[]
}

/** Throws if a patch of conditions has a state that the log has not, or has it in another order. */
export const outcomeOf = (sequence: Sequence, { log, arrived }: Life): Outcome => {
  const entries = upToEnd(parseLog(log))
  const order: Order = isConcurrent(sequence) ? byRule(sequence) : items => items
  const of = (part: LogEntry['part']) =>
    entries.filter(entry => entry.part === part).map(({ text }) => text)
  const patches = findPatches(arrived)
  checkOrder(patches, of('monitor'))
  const own = isConcurrent(sequence) ? onlyOwn : (text: string) => text
  const { lines, envelopes } = renderEvents(arrived, order)
  const outcome = {
    start: [
      ...arrived.filter(isRead).map(({ method, path }) => `${method} ${path}`),
      ...of('start'),
    ],
    statuses: nameTimes(order(of('monitor').map(own), text => text)),
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

/** The scripts' last runs, which nobody waits for, do not count. */
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

/** By type: NPD takes them out of a map, in any order. */
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

/** Whether NPD writes its first state before a script has come to its end depends on the machine. */
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

/** Each state that was written must be one that the log has, none of them older than the one before. */
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
      throw new Error(`${type} ${status} was written, and is not in the log in this place`)
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

/** Fields by name, and none for an empty text, which protobuf may have and JSON has not. */
const toCanonical = (_: string, value: unknown): unknown => {
  if (value === '') return undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

type Order = <T>(items: T[], textOf: (item: T) => string) => T[]

/** What one rule makes, in its order, comes after what those before it in the definition make. */
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

/** The other rules may have been as far as they like: a state is told without theirs. */
const onlyOwn = (text: string): string => {
  const [events = '', conditions] = text.split('] Conditions:[')
  if (!conditions) return text
  const changed = events.match(/Message:Node condition (\w+) is now/)?.[1]
  const own = conditions.match(new RegExp(`\\{Type:${changed} [^}]*\\}`))?.[0] ?? ''
  return `${events}] Conditions:[${own}]`
}

/** Long runs of the same are written as one of them and their number, for the sake of the file's size. */
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
