import { type FoundCommand, readTimeoutLimit, secondsOf } from './commands.mts'
import type { KnownText } from './shell.mts'

/** The longest time that a command can hang, and how to shorten it. */
export interface HangBound {
  /** The longest time. Infinity if nothing stops the command, NaN if unknown. */
  seconds: number
  /** Returns the fix for a limit of this many seconds. */
  fix: (seconds: string) => string
}

/** Returns the longest time in seconds that a command can hang with these arguments. */
type Reader = (args: KnownText[]) => number

const unbounded = () => Number.POSITIVE_INFINITY

/** Returns the value of an option: `-m 3`, `-m3`, `-sm 3`, `--max-time 3` or `--max-time=3`. */
const optionOf = (args: KnownText[], letter: string, ...names: string[]): KnownText | undefined => {
  for (const [index, arg] of args.entries()) {
    const { text } = arg
    const [, joined] = (letter && new RegExp(`^-[a-zA-Z]*${letter}(.*)$`).exec(text)) || []
    const name = names.find(each => text === each || text.startsWith(`${each}=`))
    if (name !== undefined)
      return text === name ? args[index + 1] : { ...arg, text: text.slice(name.length + 1) }
    if (joined === '') return args[index + 1]
    if (joined !== undefined && /^[\d.]/.test(joined)) return { ...arg, text: joined }
  }
  return undefined
}

/**
 * Returns the seconds in an option's value. Infinity without the option, NaN if the value is
 * unknown.
 */
const secondsIn = (args: KnownText[], letter: string, ...names: string[]): number => {
  const value = optionOf(args, letter, ...names)
  return value ? secondsOf(value) : Number.POSITIVE_INFINITY
}

/** Only a command that calls the API server can hang. */
const kubectl: Reader = args => {
  const [verb = ''] = args.map(({ text }) => text).filter(text => !text.startsWith('-'))
  if (/^(config|kustomize|completion|help|options|plugin)$/.test(verb)) return 0
  return verb === 'version' && args.some(({ text }) => text.startsWith('--client'))
    ? 0
    : unbounded()
}

/** Without an answer, ping waits 10 s after the last packet. */
const ping: Reader = args => {
  const deadline = secondsIn(args, 'w')
  if (Number.isFinite(deadline) || Number.isNaN(deadline)) return deadline
  const count = secondsIn(args, 'c')
  if (count === Number.POSITIVE_INFINITY) return count
  const wait = optionOf(args, 'W')
  return count - 1 + (wait ? secondsOf(wait) : 10)
}

const numberAfter = (args: KnownText[], name: string, fallback: number): number => {
  const found = args.find(({ text }) => text.startsWith(`+${name}=`))
  return found ? secondsOf({ ...found, text: found.text.slice(name.length + 2) }) : fallback
}

const dig: Reader = args =>
  Math.min(numberAfter(args, 'time', 5), numberAfter(args, 'timeout', 5)) *
  Math.min(numberAfter(args, 'tries', 3), numberAfter(args, 'retry', 2) + 1)

const wget: Reader = args => {
  const tries = optionOf(args, 't', '--tries')
  return secondsIn(args, 'T', '--timeout') * (tries ? secondsOf(tries) : 20)
}

const tail: Reader = args =>
  args.some(({ text }) => /^(-[a-z]*[fF]|--follow|--follow=.*)$/.test(text)) ? unbounded() : 0

const flock: Reader = args =>
  args.some(({ text }) => /^(-n|--nb|--nonblock)$/.test(text))
    ? 0
    : secondsIn(args, 'w', '--wait', '--timeout')

const sleep: Reader = args =>
  args[0]?.text === 'infinity'
    ? unbounded()
    : args.map(secondsOf).reduce((sum, seconds) => sum + seconds, 0)

const addTimeout = (seconds: string) => `put \`timeout ${seconds}\` before it`

/** Commands that can wait for a reply or an event that never comes. */
const hangingCommands: Record<string, { read: Reader; fix?: (seconds: string) => string }> = {
  kubectl: { read: kubectl },
  curl: {
    read: args => secondsIn(args, 'm', '--max-time'),
    fix: seconds => `add \`--max-time ${seconds}\`: --connect-timeout alone is not enough`,
  },
  wget: { read: wget, fix: seconds => `add \`--timeout=${seconds} --tries=1\`` },
  ping: { read: ping, fix: seconds => `add \`-w ${seconds}\`` },
  nc: { read: args => secondsIn(args, 'w'), fix: seconds => `add \`-w ${seconds}\`` },
  ncat: { read: args => secondsIn(args, 'w'), fix: seconds => `add \`-w ${seconds}\`` },
  netcat: { read: args => secondsIn(args, 'w'), fix: seconds => `add \`-w ${seconds}\`` },
  dig: { read: dig, fix: () => 'add `+time=1 +tries=1`' },
  // The resolver sends two queries to each name server and waits 5 s for each answer.
  getent: { read: args => (/^a?hosts/.test(args[0]?.text ?? '') ? 10 : 0) },
  host: { read: () => 10 },
  nslookup: { read: () => 15 },
  ssh: { read: unbounded },
  scp: { read: unbounded },
  sftp: { read: unbounded },
  rsync: { read: args => secondsIn(args, '', '--timeout') },
  telnet: { read: unbounded },
  openssl: { read: args => (args[0]?.text === 's_client' ? unbounded() : 0) },
  docker: { read: unbounded },
  tail: { read: tail, fix: addTimeout },
  flock: { read: flock, fix: seconds => `add \`-w ${seconds}\` or \`-n\`` },
  sleep: { read: sleep, fix: () => 'use a shorter sleep' },
}

/**
 * Returns how long a command can hang, or undefined for commands that do not hang or are unknown. If
 * `timeout` stops the command earlier, only the `timeout` command has a bound.
 */
export const hangBound = (command: FoundCommand): HangBound | undefined => {
  const { name, args, limit = Number.POSITIVE_INFINITY } = command
  if (name === 'timeout')
    return createBound(readTimeoutLimit(command), () => 'use a shorter timeout')
  const known = Object.hasOwn(hangingCommands, name) ? hangingCommands[name] : undefined
  if (!known || args.some(({ text }) => /^(--help|--version|-V)$/.test(text))) return undefined
  // A variable may contain the option that sets the limit.
  const isHidden = args.some(({ maySplit }) => maySplit) && name !== 'kubectl'
  const own = isHidden ? Number.NaN : known.read(args)
  return own <= limit && limit > 0 ? createBound(own, known.fix ?? addTimeout) : undefined
}

const createBound = (seconds: number | undefined, fix: HangBound['fix']): HangBound | undefined =>
  seconds !== undefined && seconds > 0 ? { seconds, fix } : undefined
