import { decodeBytes, toValidText } from '../../../lib/npd/go/strings.mts'

/** One klog entry with all its lines. It starts with the severity and the source line. */
export interface LogEntry {
  /** The part of NPD that logs it. Only entries of the same part have a fixed order. */
  part: 'start' | 'monitor' | 'scripts'
  text: string
}

const header = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ ([\w.]+:\d+)\] /

/** Splits a log into entries. Each byte that is not valid UTF-8 becomes U+FFFD. */
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
 * Since v1.35, both Go's `exec.CommandContext` and NPD kill the script at its timeout. The second
 * of them may find that the process no longer exists, and this differs between runs.
 */
const isLostRace = (text: string): boolean =>
  /^E plugin\.go:\d+ Error in kill process \d+, no such process$/.test(text)

const partOf = (text: string): LogEntry['part'] => {
  if (/^\w plugin\.go/.test(text)) return 'scripts'
  const isMonitors = /^\w \S+ (Initialized|Sending|Skipping|New status|Failed to update problem)/
  return isMonitors.test(text) ? 'monitor' : 'start'
}

/** Hides memory addresses in the Go structures that NPD prints. */
const hidePointers = (text: string): string =>
  /^\w \S+ (Finish parsing|Start logs|End logs)/.test(text)
    ? text.replace(
        /(String:|Length:|Concurrency:|Update:|Status:|Reporting:|[[ ])0x[0-9a-f]+/g,
        '$10x',
      )
    : text

/**
 * Replaces times with a monotonic part by T0, T1, …, in the order of their first use. Equal times
 * get equal names.
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
