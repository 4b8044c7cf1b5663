import { decodeBytes, toValidText } from '../../../lib/npd/go/strings.mts'

/** One call of klog: its lines, severity and place first. */
export interface LogEntry {
  /** Who logs it: each part of NPD has its own order. */
  part: 'start' | 'monitor' | 'scripts'
  text: string
}

const header = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ ([\w.]+:\d+)\] /

/** The entries of a log, whose bytes that are no UTF-8 become U+FFFD, each. */
export const parseLog = (log: Buffer): LogEntry[] => {
  const entries: string[][] = []
  for (const line of toValidText(decodeBytes(log)).replace(/\n$/, '').split('\n')) {
    const last = entries.at(-1)
    if (header.test(line) || !last) entries.push([line.replace(header, '$1 $2 ')])
    else last.push(line)
  }
  return entries
    .map(lines => hidePointers(lines.join('\n')))
    .filter(text => !isLostRace(text))
    .map(text => ({ part: partOf(text), text }))
}

/**
 * At the timeout Go's `exec.CommandContext` kills the script and NPD its group, since v1.35: whoever is
 * second may find nobody left. Whether that is so differs from run to run.
 */
const isLostRace = (text: string): boolean =>
  /^E plugin\.go:\d+ Error in kill process \d+, no such process$/.test(text)

const partOf = (text: string): LogEntry['part'] => {
  if (/^\w plugin\.go/.test(text)) return 'scripts'
  const isMonitors = /^\w \S+ (Initialized|Sending|Skipping|New status|Failed to update problem)/
  return isMonitors.test(text) ? 'monitor' : 'start'
}

/** Addresses of Go's memory, where NPD prints a structure of its own. */
const hidePointers = (text: string): string =>
  /^\w \S+ (Finish parsing|Start logs|End logs)/.test(text)
    ? text.replace(
        /(String:|Length:|Concurrency:|Update:|Status:|Reporting:|[[ ])0x[0-9a-f]+/g,
        '$10x',
      )
    : text

/**
 * Times with their monotonic part as T0, T1 …, by the order in which they come up: what happens at the
 * same time has the same name, and what keeps its time keeps its name.
 */
export const nameTimes = (texts: string[]): string[] => {
  const names = new Map<string, string>()
  return texts.map(text =>
    text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \+0000 UTC m=\+\d+\.\d+/g, time => {
      const name = names.get(time) ?? `T${names.size}`
      names.set(time, name)
      return name
    }),
  )
}
