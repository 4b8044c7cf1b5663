/** The option for the names of the files; `toBaseName` reads it. */
export const outputOption = {
  type: 'string',
  short: 'o',
  value: 'NAME',
  help: 'write NAME.html, NAME.svg and NAME.jsonl (default for NAME: timeline-DATE-TIME)',
} as const

/** The base name of the files: the given name without extension, or by default the time. */
export const toBaseName = (name = `timeline-${formatTimestamp(new Date())}`): string =>
  name.replace(/\.(html|svg|jsonl)$/, '')

/** `20261125-100213`, in UTC. */
const formatTimestamp = (now: Date): string =>
  now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
