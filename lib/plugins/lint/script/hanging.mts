import { type FoundCommand, limitOf, secondsOf } from './commands.mts'
import type { KnownText } from './shell.mts'

/** How a command is kept from hanging: for so many seconds at most, or not at all. */
export interface Hang {
  /** Infinity where nothing bounds it. */
  seconds: number
  fix: (seconds: string) => string
}

type Reader = (args: KnownText[]) => number

const forEver = () => Number.POSITIVE_INFINITY

/** The value of an option: `-m 3`, `-m3`, `--max-time 3`, `--max-time=3`, at the end of joined letters too. */
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

/** Seconds that an option gives; Infinity without it, NaN where its value is not known. */
const secondsIn = (args: KnownText[], letter: string, ...names: string[]): number => {
  const value = optionOf(args, letter, ...names)
  return value ? secondsOf(value) : Number.POSITIVE_INFINITY
}

/** Only what asks an API server can hang. */
const kubectl: Reader = args => {
  const [verb = ''] = args.map(({ text }) => text).filter(text => !text.startsWith('-'))
  if (/^(config|kustomize|completion|help|options|plugin)$/.test(verb)) return 0
  return verb === 'version' && args.some(({ text }) => text.startsWith('--client')) ? 0 : forEver()
}

/** Without an answer it waits 10 s after the last packet. */
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
  args.some(({ text }) => /^(-[a-z]*[fF]|--follow|--follow=.*)$/.test(text)) ? forEver() : 0

const flock: Reader = args =>
  args.some(({ text }) => /^(-n|--nb|--nonblock)$/.test(text))
    ? 0
    : secondsIn(args, 'w', '--wait', '--timeout')

const sleep: Reader = args =>
  args[0]?.text === 'infinity'
    ? forEver()
    : args.map(secondsOf).reduce((sum, seconds) => sum + seconds, 0)

const before = (seconds: string) => `put \`timeout ${seconds}\` before it`

/** Commands that can wait indefinitely. */
const hanging: Record<string, { read: Reader; fix?: (seconds: string) => string }> = {
  kubectl: { read: kubectl },
  curl: {
    read: args => secondsIn(args, 'm', '--max-time'),
    fix: seconds => `add \`--max-time ${seconds}\`; --connect-timeout alone is not enough`,
  },
  wget: { read: wget, fix: seconds => `add \`--timeout=${seconds} --tries=1\`` },
  ping: { read: ping, fix: seconds => `add \`-w ${seconds}\`` },
  nc: { read: args => secondsIn(args, 'w'), fix: seconds => `add \`-w ${seconds}\`` },
  ncat: { read: args => secondsIn(args, 'w'), fix: seconds => `add \`-w ${seconds}\`` },
  netcat: { read: args => secondsIn(args, 'w'), fix: seconds => `add \`-w ${seconds}\`` },
  dig: { read: dig, fix: () => 'add `+time=1 +tries=1`' },
  // The resolver asks each name server twice, with a timeout of 5 s.
  getent: { read: args => (/^a?hosts/.test(args[0]?.text ?? '') ? 10 : 0) },
  host: { read: () => 10 },
  nslookup: { read: () => 15 },
  ssh: { read: forEver },
  scp: { read: forEver },
  sftp: { read: forEver },
  rsync: { read: args => secondsIn(args, '', '--timeout') },
  telnet: { read: forEver },
  openssl: { read: args => (args[0]?.text === 's_client' ? forEver() : 0) },
  docker: { read: forEver },
  tail: { read: tail, fix: before },
  flock: { read: flock, fix: seconds => `add \`-w ${seconds}\` or -n` },
  sleep: { read: sleep, fix: () => 'sleep for a shorter time' },
}

/**
 * How long a command can hang, in seconds; undefined if it cannot hang, or if that is unknown. For a command
 * under `timeout`, the finding is about `timeout` itself.
 */
export const hangBound = (command: FoundCommand): Hang | undefined => {
  const { name, args, limit = Number.POSITIVE_INFINITY } = command
  if (name === 'timeout') return hangFor(limitOf(command), () => 'shorten it')
  const known = Object.hasOwn(hanging, name) ? hanging[name] : undefined
  if (!known || args.some(({ text }) => /^(--help|--version|-V)$/.test(text))) return undefined
  // A variable may contain options.
  const isHidden = args.some(({ maySplit }) => maySplit) && name !== 'kubectl'
  const own = isHidden ? Number.NaN : known.read(args)
  return own <= limit && limit > 0 ? hangFor(own, known.fix ?? before) : undefined
}

const hangFor = (seconds: number | undefined, fix: Hang['fix']): Hang | undefined =>
  seconds !== undefined && seconds > 0 ? { seconds, fix } : undefined
