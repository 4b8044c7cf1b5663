import { type FlagType, findValueProblem } from './flag-values.mts'
import { quote } from './go/quote.mts'

/** An argument of NPD's command line. */
export interface Argument<Location> {
  text: string
  location: Location
}

/** A path of a monitor definition in a flag. */
export interface ConfigPath<Location> {
  path: string
  location: Location
}

/** The problem that makes NPD exit while it parses its flags. */
export interface FlagProblem<Location> {
  location: Location
  message: string
  fix: string
  /** The last line that NPD prints. */
  output: string
}

export interface Flags<Location> {
  customMonitors: ConfigPath<Location>[]
  logMonitors: ConfigPath<Location>[]
  statsMonitors: ConfigPath<Location>[]
  /** A Go duration. Undefined if the flag is not given. */
  heartbeat?: { period: string; location: Location }
  /** The first problem, at which NPD exits. */
  problem?: FlagProblem<Location>
}

/** The flags of NPD's `AddFlags`, of its exporters, and of klog. */
const flagTypes: Record<string, FlagType> = {
  ...flagsOfType('list', 'system-log-monitors custom-plugin-monitors'),
  ...flagsOfType(
    'list',
    'config.system-log-monitor config.custom-plugin-monitor config.system-stats-monitor',
  ),
  ...flagsOfType(
    'bool',
    'enable-k8s-exporter k8s-exporter-write-events k8s-exporter-update-node-conditions',
  ),
  ...flagsOfType('bool', 'version help'),
  ...flagsOfType(
    'string',
    'event-namespace apiserver-override hostname-override address prometheus-address',
  ),
  ...flagsOfType('string', 'exporter.stackdriver'),
  ...flagsOfType(
    'duration',
    'apiserver-wait-timeout apiserver-wait-interval k8s-exporter-heartbeat-period',
  ),
  ...flagsOfType('int', 'port prometheus-port kube-api-burst'),
  ...flagsOfType('float', 'kube-api-qps'),
  ...flagsOfType(
    'bool',
    'logtostderr alsologtostderr legacy_stderr_threshold_behavior add_dir_header',
  ),
  ...flagsOfType('bool', 'skip_headers skip_log_headers one_output'),
  ...flagsOfType('string', 'log_dir log_file log_backtrace_at stderrthreshold vmodule'),
  ...flagsOfType('int', 'log_file_max_size v'),
}

function flagsOfType(type: FlagType, names: string): Record<string, FlagType> {
  return Object.fromEntries(names.split(' ').map(name => [name, type]))
}

/** Flag names by their one-letter short forms. */
const shorthands: Record<string, string> = { v: 'v', h: 'help' }

interface GivenFlag<Location> {
  name: string
  value: string
  location: Location
}

/**
 * Reads NPD's arguments as pflag does, and then checks them as `SetConfigFromDeprecatedOptionsOrDie`
 * and `ValidOrDie` do.
 */
export const parseFlags = <Location,>(args: Argument<Location>[]): Flags<Location> => {
  const { givenFlags, problem } = readFlags(args)
  const pathsOf = (...names: string[]) =>
    givenFlags
      .filter(({ name }) => names.includes(name))
      .flatMap(({ value, location }) => splitList(value).map(path => ({ path, location })))
  const heartbeatFlag = givenFlags.findLast(({ name }) => name === 'k8s-exporter-heartbeat-period')
  const flags: Flags<Location> = {
    customMonitors: pathsOf('config.custom-plugin-monitor', 'custom-plugin-monitors'),
    logMonitors: pathsOf('config.system-log-monitor', 'system-log-monitors'),
    statsMonitors: pathsOf('config.system-stats-monitor'),
    heartbeat: heartbeatFlag && { period: heartbeatFlag.value, location: heartbeatFlag.location },
  }
  return {
    ...flags,
    problem: problem ?? findConflict(givenFlags) ?? findMissingMonitor(flags, args),
  }
}

const readFlags = <Location,>(
  args: Argument<Location>[],
): { givenFlags: GivenFlag<Location>[]; problem?: FlagProblem<Location> } => {
  const givenFlags: GivenFlag<Location>[] = []
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index]
    if (!arg || arg.text === '--') break
    const { text, location } = arg
    if (!text.startsWith('-') || text === '-') continue
    const parsedFlag = splitFlag(text)
    if ('output' in parsedFlag) return { givenFlags, problem: { location, ...parsedFlag } }
    const { name } = parsedFlag
    const type = flagTypes[name] ?? 'string'
    let { value } = parsedFlag
    if (value === undefined && type === 'bool') value = 'true'
    if (value === undefined) {
      index += 1
      value = args[index]?.text
      if (value === undefined)
        return {
          givenFlags,
          problem: {
            location,
            message: `the flag ${text} has no value`,
            fix: 'add its value',
            output: `flag needs an argument: ${text}`,
          },
        }
    }
    const valueProblem = findValueProblem(type, value)
    if (valueProblem !== undefined)
      return {
        givenFlags,
        problem: {
          location,
          message: `${quote(value)} is not valid for --${name}: ${valueProblem.reason}`,
          fix: valueProblem.fix,
          output: `invalid argument ${quote(value)} for "--${name}" flag: ${valueProblem.goError}`,
        },
      }
    givenFlags.push({ name, value, location })
  }
  return { givenFlags }
}

const splitFlag = (
  text: string,
): { name: string; value?: string } | Omit<FlagProblem<never>, 'location'> => {
  if (!text.startsWith('--')) return splitShorthandFlag(text)
  const [, name = '', , value] = /^--([^=]*)(=([\s\S]*))?$/.exec(text) ?? []
  if (Object.hasOwn(flagTypes, name)) return { name, value }
  return {
    message: `NPD has no flag --${name}`,
    fix: suggestFlag(name),
    output: `unknown flag: --${name}`,
  }
}

const splitShorthandFlag = (text: string): ReturnType<typeof splitFlag> => {
  const [letter = ''] = text.slice(1)
  const name = Object.hasOwn(shorthands, letter) ? shorthands[letter] : undefined
  if (name === undefined)
    return {
      message: `NPD has no flag ${text.split('=')[0]}`,
      fix: Object.hasOwn(flagTypes, text.slice(1).split('=')[0] ?? '')
        ? `write -${text}`
        : 'remove it',
      output: `unknown shorthand flag: ${quote(letter).replaceAll('"', "'")} in ${text}`,
    }
  const rest = text.slice(2)
  return { name, value: rest === '' ? undefined : rest.replace(/^=/, '') }
}

const suggestFlag = (name: string): string => {
  const similar = Object.keys(flagTypes).find(
    known => known.endsWith(`.${name.replace(/s$/, '')}`) || known === name.replaceAll('_', '-'),
  )
  return similar ? `write --${similar}` : 'remove it, or correct its name'
}

/** Splits the value of a pflag `StringSlice`, which is a line of CSV. */
const splitList = (value: string): string[] =>
  value === '' ? [] : value.split(',').map(item => item.replace(/^"(.*)"$/, '$1'))

const findConflict = <Location,>(
  given: GivenFlag<Location>[],
): FlagProblem<Location> | undefined => {
  const flagPairs = [
    ['system-log-monitors', 'config.system-log-monitor'],
    ['custom-plugin-monitors', 'config.custom-plugin-monitor'],
  ]
  for (const [deprecatedName = '', currentName = ''] of flagPairs) {
    const isGiven = (flag: string) =>
      given.some(({ name, value }) => name === flag && splitList(value).length > 0)
    const deprecated = given.find(({ name }) => name === deprecatedName)
    if (deprecated && isGiven(deprecatedName) && isGiven(currentName)) {
      const panicText = `Option --${deprecatedName} is deprecated in favor of --${currentName}. They cannot be set at the same time.`
      return {
        location: deprecated.location,
        message: `--${deprecatedName} and --${currentName} are both given`,
        fix: `use only --${currentName}, with all paths`,
        output: `panic: ${panicText}`,
      }
    }
  }
  return undefined
}

const findMissingMonitor = <Location,>(
  { customMonitors, logMonitors, statsMonitors }: Flags<Location>,
  [first]: Argument<Location>[],
): FlagProblem<Location> | undefined =>
  first === undefined || [...customMonitors, ...logMonitors, ...statsMonitors].length > 0
    ? undefined
    : {
        location: first.location,
        message: 'no flag specifies a monitor definition',
        fix: 'add --config.custom-plugin-monitor with the path of a definition',
        output: 'panic: No configuration option for any problem daemon is specified.',
      }
