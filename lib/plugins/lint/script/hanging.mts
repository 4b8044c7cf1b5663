import { readTimeoutLimit, type ScriptCommand, secondsOf } from './commands.mts'
import type { KnownText } from './shell.mts'

/** The longest time that a command can hang, and how to shorten it. */
export interface HangBound {
  /** The time in seconds, or Infinity if nothing stops the command. */
  seconds: number
  /** Returns the fix that limits the command to this many seconds. */
  fix: (seconds: string) => string
}

/** Returns the longest time in seconds that a command can hang with these arguments. */
type GetHangSeconds = (args: KnownText[]) => number

const getUnlimitedSeconds = () => Number.POSITIVE_INFINITY

/** Returns the value of an option: `-m 3`, `-m3`, `-sm 3`, `--max-time 3` or `--max-time=3`. */
const readOption = (
  args: KnownText[],
  letter: string,
  ...names: string[]
): KnownText | undefined => {
  for (const [index, arg] of args.entries()) {
    const { text } = arg
    const [, attachedValue] = (letter && new RegExp(`^-[a-zA-Z]*${letter}(.*)$`).exec(text)) || []
    const name = names.find(optionName => text === optionName || text.startsWith(`${optionName}=`))
    if (name !== undefined)
      return text === name ? args[index + 1] : { ...arg, text: text.slice(name.length + 1) }
    if (attachedValue === '') return args[index + 1]
    if (attachedValue !== undefined && /^[\d.]/.test(attachedValue))
      return { ...arg, text: attachedValue }
  }
  return undefined
}

/**
 * Returns the seconds in an option's value: Infinity without the option, NaN if the value is
 * unknown.
 */
const readNumberOption = (args: KnownText[], letter: string, ...names: string[]): number => {
  const value = readOption(args, letter, ...names)
  return value ? secondsOf(value) : Number.POSITIVE_INFINITY
}

/** Only a subcommand that calls the API server can hang. */
const getKubectlSeconds: GetHangSeconds = args => {
  const [subcommand = ''] = args.map(({ text }) => text).filter(text => !text.startsWith('-'))
  if (/^(config|kustomize|completion|help|options|plugin)$/.test(subcommand)) return 0
  return subcommand === 'version' && args.some(({ text }) => text.startsWith('--client'))
    ? 0
    : getUnlimitedSeconds()
}

/** Without a reply, ping waits 10 s after the last packet. */
const getPingSeconds: GetHangSeconds = args => {
  const deadline = readNumberOption(args, 'w')
  if (Number.isFinite(deadline) || Number.isNaN(deadline)) return deadline
  const count = readNumberOption(args, 'c')
  if (count === Number.POSITIVE_INFINITY) return count
  const wait = readOption(args, 'W')
  return count - 1 + (wait ? secondsOf(wait) : 10)
}

const readDigOption = (args: KnownText[], name: string, defaultValue: number): number => {
  const found = args.find(({ text }) => text.startsWith(`+${name}=`))
  return found ? secondsOf({ ...found, text: found.text.slice(name.length + 2) }) : defaultValue
}

const getDigSeconds: GetHangSeconds = args =>
  Math.min(readDigOption(args, 'time', 5), readDigOption(args, 'timeout', 5)) *
  Math.min(readDigOption(args, 'tries', 3), readDigOption(args, 'retry', 2) + 1)

const getWgetSeconds: GetHangSeconds = args => {
  const tries = readOption(args, 't', '--tries')
  return readNumberOption(args, 'T', '--timeout') * (tries ? secondsOf(tries) : 20)
}

const getTailSeconds: GetHangSeconds = args =>
  args.some(({ text }) => /^(-[a-z]*[fF]|--follow|--follow=.*)$/.test(text))
    ? getUnlimitedSeconds()
    : 0

const getFlockSeconds: GetHangSeconds = args =>
  args.some(({ text }) => /^(-n|--nb|--nonblock)$/.test(text))
    ? 0
    : readNumberOption(args, 'w', '--wait', '--timeout')

const getSleepSeconds: GetHangSeconds = args =>
  args[0]?.text === 'infinity'
    ? getUnlimitedSeconds()
    : args.map(secondsOf).reduce((sum, seconds) => sum + seconds, 0)

const suggestTimeout = (seconds: string) => `put \`timeout ${seconds}\` before the command`

/** Commands that can wait for a reply or an event that never comes. */
const hangingCommands: Record<
  string,
  { getSeconds: GetHangSeconds; fix?: (seconds: string) => string }
> = {
  kubectl: { getSeconds: getKubectlSeconds },
  curl: {
    getSeconds: args => readNumberOption(args, 'm', '--max-time'),
    fix: seconds => `add \`--max-time ${seconds}\`: --connect-timeout alone is not enough`,
  },
  wget: { getSeconds: getWgetSeconds, fix: seconds => `add \`--timeout=${seconds} --tries=1\`` },
  ping: { getSeconds: getPingSeconds, fix: seconds => `add \`-w ${seconds}\`` },
  nc: {
    getSeconds: args => readNumberOption(args, 'w'),
    fix: seconds => `add \`-w ${seconds}\``,
  },
  ncat: {
    getSeconds: args => readNumberOption(args, 'w'),
    fix: seconds => `add \`-w ${seconds}\``,
  },
  netcat: {
    getSeconds: args => readNumberOption(args, 'w'),
    fix: seconds => `add \`-w ${seconds}\``,
  },
  dig: { getSeconds: getDigSeconds, fix: () => 'add `+time=1 +tries=1`' },
  // The resolver sends two queries to each name server and waits 5 s for each response.
  getent: { getSeconds: args => (/^a?hosts/.test(args[0]?.text ?? '') ? 10 : 0) },
  host: { getSeconds: () => 10 },
  nslookup: { getSeconds: () => 15 },
  ssh: { getSeconds: getUnlimitedSeconds },
  scp: { getSeconds: getUnlimitedSeconds },
  sftp: { getSeconds: getUnlimitedSeconds },
  rsync: { getSeconds: args => readNumberOption(args, '', '--timeout') },
  telnet: { getSeconds: getUnlimitedSeconds },
  openssl: { getSeconds: args => (args[0]?.text === 's_client' ? getUnlimitedSeconds() : 0) },
  docker: { getSeconds: getUnlimitedSeconds },
  tail: { getSeconds: getTailSeconds, fix: suggestTimeout },
  flock: { getSeconds: getFlockSeconds, fix: seconds => `add \`-w ${seconds}\` or \`-n\`` },
  sleep: { getSeconds: getSleepSeconds, fix: () => 'use a shorter sleep' },
}

/**
 * Returns how long a command can hang. Returns undefined if the command is unknown, does not hang, or can hang for
 * an unknown time. If `timeout` stops the command earlier, only the `timeout` command has a bound.
 */
export const hangBound = (command: ScriptCommand): HangBound | undefined => {
  const { name, args, limit = Number.POSITIVE_INFINITY } = command
  if (name === 'timeout')
    return createBound(readTimeoutLimit(command), () => 'use a shorter timeout in the script')
  const hangingCommand = Object.hasOwn(hangingCommands, name) ? hangingCommands[name] : undefined
  if (!hangingCommand || args.some(({ text }) => /^(--help|--version|-V)$/.test(text)))
    return undefined
  // A variable may contain the option that sets the limit.
  const mayHideOption = args.some(({ maySplit }) => maySplit) && name !== 'kubectl'
  const seconds = mayHideOption ? Number.NaN : hangingCommand.getSeconds(args)
  return seconds <= limit && limit > 0
    ? createBound(seconds, hangingCommand.fix ?? suggestTimeout)
    : undefined
}

const createBound = (seconds: number | undefined, fix: HangBound['fix']): HangBound | undefined =>
  seconds !== undefined && seconds > 0 ? { seconds, fix } : undefined
