import { parseArgs } from 'node:util'
import { type Duration, parseDuration } from '../npd/go/duration.mts'
import { messageOf, UsageError } from './errors.mts'

/** One row of a script's table of options: it gives parsing, types and help. */
interface OptionSpec {
  type: 'string' | 'boolean'
  short?: string
  /** May be given more than once. */
  multiple?: true
  /** How help names the value, as in `N`. */
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
  /** As help names it: `NODE`, `[TYPE]`, `[NODE…]`. */
  name: string
  help: string
  least: number
  most: number
}

export interface CommandLine<O extends OptionSpecs> {
  name: string
  summary: string
  arguments?: ArgumentSpec
  options: O
}

export interface Parsed<O extends OptionSpecs> {
  options: OptionValues<O>
  arguments: string[]
  help: boolean
}

const helpOption = { type: 'boolean', short: 'h', help: 'print this help' } as const

/** Throws a UsageError for whatever the table does not know. */
export const parseCommandLine = <O extends OptionSpecs>(
  command: CommandLine<O>,
  argv: string[],
): Parsed<O> => {
  const fix = `See \`npx zx scripts/${command.name}.mts --help\`.`
  const { values, positionals } = parseStrictly({ ...command.options, help: helpOption }, argv, fix)
  const { least = 0, most = 0, name = '' } = command.arguments ?? {}
  const help = values.help === true
  if (!help && positionals.length > most)
    throw new UsageError(
      `Failed to read the arguments: \`${positionals[most]}\` is one too many.`,
      fix,
    )
  if (!help && positionals.length < least)
    throw new UsageError(`Failed to read the arguments: ${name} is missing.`, fix)
  const options = Object.fromEntries(
    Object.entries(command.options).map(([key, { type, multiple }]) => [
      key,
      values[key] ?? (type === 'boolean' ? false : multiple ? [] : undefined),
    ]),
  )
  return { options: options as OptionValues<O>, arguments: positionals, help }
}

const parseStrictly = (options: OptionSpecs, args: string[], fix: string) => {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true })
  } catch (error) {
    const [reason = ''] = messageOf(error).split(/\.\s+(?:To|Did) /)
    throw new UsageError(`Failed to read the options: ${reason.replaceAll("'", '`')}.`, fix)
  }
}

/** What `--help` prints. */
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
  return `${summary}\n\nUsage: npx zx scripts/${name}.mts [options]${argument ? ` ${argument.name}` : ''}\n\n${lines.join('')}`
}

/** The renderer that `--output` names, `table` if it is not given. Throws a UsageError for another name. */
export const readFormat = <R,>(renderers: Record<string, R>, output = 'table'): R => {
  const render = Object.hasOwn(renderers, output) ? renderers[output] : undefined
  if (render) return render
  const names = Object.keys(renderers).join(', ')
  throw new UsageError(`Failed to read --output \`${output}\`: it is none of ${names}.`)
}

/** The value of the option `--name`, a Go duration above zero. Throws a UsageError if it is none. */
export const readDuration = (name: string, text: string): Duration => {
  const duration = parseOrNone(text)
  if (duration === undefined || duration <= 0n)
    throw new UsageError(
      `Failed to read --${name} \`${text}\`: it is no time.`,
      `As in --${name} 5s or --${name} 1m30s`,
    )
  return duration
}

const parseOrNone = (text: string): Duration | undefined => {
  try {
    return parseDuration(text)
  } catch {
    return undefined
  }
}
