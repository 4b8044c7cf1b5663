/** The option that names the files of a picture; `baseOf` reads it. */
export const outputOption = {
  type: 'string',
  short: 'o',
  value: 'NAME',
  help: 'write NAME.html, NAME.svg and NAME.jsonl (timeline-DATE-TIME)',
} as const

/** What the files are named after: the name without what they add to it, by default the time. */
export const baseOf = (name = `timeline-${stamp(new Date())}`): string =>
  name.replace(/\.(html|svg|jsonl)$/, '')

/** `20261125-100213`, in UTC. */
const stamp = (now: Date): string =>
  now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
