import { parseArgs } from 'node:util'
import { type Duration, parseDuration } from '../npd/go/duration.mts'
import { messageOf, UsageError } from './errors.mts'
import { invocationOf } from './invocation.mts'

/** One row of a script's option table. Parsing, types and help are derived from this table. */
interface OptionSpec {
  type: 'string' | 'boolean'
  short?: string
  /** Whether the option can be repeated. */
  multiple?: true
  /** The name of the value in the help, for example `N`. */
  value?: string
  help: string
}

export type OptionSpecs = Record<string, OptionSpec>

export type OptionValues<O extends OptionSpecs> = {
  [K in keyof O]: O[K] extends { type: 'boolean' }
    ? boolean
    : O[K] extends { multiple: true }
      ? string[]
      : string | undefined
}

interface ArgumentSpec {
  /** The name in the help: `NODE`, `[TYPE]`, `[NODE…]`. */
  name: string
  help: string
  min: number
  max: number
}

export interface CommandLine<O extends OptionSpecs> {
  name: string
  summary: string
  arguments?: ArgumentSpec
  options: O
}

export interface ParsedCommandLine<O extends OptionSpecs> {
  options: OptionValues<O>
  arguments: string[]
  help: boolean
}

const helpOption = { type: 'boolean', short: 'h', help: 'print this help' } as const

/** Throws a UsageError if an option is unknown or invalid, or if there are too many or too few arguments. */
export const parseCommandLine = <O extends OptionSpecs>(
  command: CommandLine<O>,
  argv: string[],
): ParsedCommandLine<O> => {
  const example = `${invocationOf(command.name)} --help`
  const known = { ...command.options, help: helpOption }
  const { values, positionals } = parseStrictly(known, argv, example)
  const { min = 0, max = 0, name = '' } = command.arguments ?? {}
  const help = values.help === true
  if (!help && positionals.length > max)
    throw new UsageError('argument', {
      value: positionals[max],
      reason: max === 0 ? 'this script takes no arguments' : `at most ${max} allowed`,
      example,
    })
  if (!help && positionals.length < min)
    throw new UsageError(name, {
      reason: 'this argument is required',
      example: `${invocationOf(command.name)} ${name}`,
    })
  const options = Object.fromEntries(
    Object.entries(command.options).map(([key, { type, multiple }]) => [
      key,
      values[key] ?? (type === 'boolean' ? false : multiple ? [] : undefined),
    ]),
  )
  return { options: options as OptionValues<O>, arguments: positionals, help }
}

const parseStrictly = (options: OptionSpecs, args: string[], example: string) => {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true })
  } catch (error) {
    const [, option = '', detail = ''] =
      /'(?:-\w, )?(--?[^\s']+)[^']*'([^.']*)/.exec(messageOf(error)) ?? []
    const reason = detail.trim().replace(/^argument (?:is )?/, 'its value is ') || 'unknown option'
    throw new UsageError(option, { reason, example })
  }
}

/** Renders the output of `--help`. */
export const renderHelp = <O extends OptionSpecs>(command: CommandLine<O>): string => {
  const { name, summary, arguments: argument } = command
  const options: OptionSpecs = { ...command.options, help: helpOption }
  const rows = Object.entries(options).map(([key, { short, value, help }]) => [
    `${short ? `-${short}, ` : ''}--${key}${value ? ` ${value}` : ''}`,
    help,
  ])
  if (argument) rows.unshift([argument.name, argument.help])
  const width = Math.max(...rows.map(([left = '']) => left.length))
  const lines = rows.map(([left = '', right]) => `  ${left.padEnd(width)}  ${right}\n`)
  return `${summary}\n\nUsage: ${invocationOf(name)} [options]${argument ? ` ${argument.name}` : ''}\n\n${lines.join('')}`
}

/** Returns the renderer that `--output` names (default `table`). Throws a UsageError for an unknown name. */
export const selectRenderer = <R,>(renderers: Record<string, R>, output = 'table'): R => {
  const render = Object.hasOwn(renderers, output) ? renderers[output] : undefined
  if (render) return render
  const names = Object.keys(renderers)
  throw new UsageError('--output', {
    value: output,
    reason: `not one of ${names.join(', ')}`,
    example: `--output ${names.at(-1)}`,
  })
}

/** Parses the value of the `--name` option. Throws a UsageError unless it is a Go duration above zero. */
export const parseDurationOption = (name: string, text: string): Duration => {
  const duration = parseDurationOrUndefined(text)
  if (duration === undefined || duration <= 0n)
    throw new UsageError(`--${name}`, {
      value: text,
      reason: duration === undefined ? 'not a duration' : 'not above zero',
      example: `--${name} 5s`,
    })
  return duration
}

const parseDurationOrUndefined = (text: string): Duration | undefined => {
  try {
    return parseDuration(text)
  } catch {
    return undefined
  }
}
