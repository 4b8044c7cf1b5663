import { type Command, forEachChild, type Redirection, type SyntaxNode, type Word } from 'unbash'
import { argumentsOf, isRedirected, type KnownText, readShell, type Shell } from './shell.mts'

/** A command in a script. A wrapper and the command that it runs are two commands. */
export interface FoundCommand {
  name: string
  args: KnownText[]
  /** The position of the command's name, from the start of the script. */
  offset: number
  /**
   * Seconds until an enclosing `timeout` ends the command. Undefined if there is no `timeout`, NaN if
   * unknown.
   */
  limit: number | undefined
  redirects: readonly Redirection[]
  /** Whether its stdout is the script's stdout, not a pipe, a substitution or a file. */
  isScriptOutput: boolean
}

/** A shell script with its commands. */
export interface ParsedScript {
  shell: Shell
  commands: FoundCommand[]
}

/** Returns undefined if the script is nested too deeply for the recursive parser. */
export const parseScript = (text: string): ParsedScript | undefined => {
  try {
    const shell = readShell(text)
    return { shell, commands: findCommands(shell) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return undefined
  }
}

interface Context {
  shell: Shell
  limit: number | undefined
  isScriptOutput: boolean
  /** For a script inside a word, the position to report for all its commands. */
  at: number | undefined
  /** How many scripts enclose this one. */
  depth?: number
}

/**
 * Returns all commands of a script in source order, including those in functions and substitutions.
 */
const findCommands = (shell: Shell): FoundCommand[] => {
  const found: FoundCommand[] = []
  visit(shell.script, { shell, limit: undefined, isScriptOutput: true, at: undefined }, found)
  return found
}

const visit = (node: SyntaxNode, context: Context, found: FoundCommand[]): void => {
  if (node.type === 'Command') unwrap(node, context, found)
  const inner = contextWithin(node, context)
  const last = node.type === 'Pipeline' ? node.commands.at(-1) : undefined
  forEachChild(node, child => {
    const isPiped = last !== undefined && child !== last
    visit(child, isPiped ? { ...inner, isScriptOutput: false } : inner, found)
  })
}

const contextWithin = (node: SyntaxNode, context: Context): Context => {
  if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution') {
    // Positions inside backticks with escapes refer to the unescaped text, not to the script.
    const hasOwnText = node.script?.source !== undefined
    const at = context.at ?? (hasOwnText ? node.pos : undefined)
    return { ...context, isScriptOutput: false, at }
  }
  // The caller of a function may capture its output.
  if (node.type === 'Function' || (node.type === 'Redirected' && isRedirected(node.redirects, 1)))
    return { ...context, isScriptOutput: false }
  return context
}

const unwrap = (command: Command, context: Context, found: FoundCommand[]): void => {
  const { shell, limit, at } = context
  const { name, redirects } = command
  if (!name || !isPlainName(name)) return
  const own: FoundCommand = {
    name: name.value,
    args: argumentsOf(command, shell),
    offset: at ?? name.pos,
    limit,
    redirects,
    isScriptOutput: context.isScriptOutput && !isRedirected(redirects, 1),
  }
  follow(own, context, found)
}

/** Whether the name contains no expansion: `"kubectl"` is known, `$KUBECTL` is not. */
const isPlainName = ({ parts = [] }: Word): boolean =>
  parts.every(
    part =>
      part.type === 'SingleQuoted' ||
      part.type === 'Literal' ||
      (part.type === 'DoubleQuoted' && part.parts.every(({ type }) => type === 'Literal')),
  )

/** Adds the command and the commands that it runs as a wrapper: `timeout 3 env A=b kubectl`. */
const follow = (own: FoundCommand, context: Context, found: FoundCommand[], depth = 0): void => {
  found.push(own)
  const [head, ...args] = (depth < 20 && innerArguments(own)) || []
  if (!head?.isWhole) {
    visitNestedScript(own, context, found)
    return
  }
  const limit = own.name === 'timeout' ? readTimeoutLimit(own) : own.limit
  const inner = { ...own, name: head.text, args, offset: context.at ?? head.offset, limit }
  follow(inner, context, found, depth + 1)
}

/** Adds the commands of a script inside a word: `bash -c '…'`. */
const visitNestedScript = (
  { name, args, limit, isScriptOutput }: FoundCommand,
  { at, depth = 0 }: Context,
  found: FoundCommand[],
): void => {
  const flag = args.findIndex(({ text }) => /^-[a-z]*c$/.test(text))
  const script = args[flag + 1]
  if (!/^(ba|da)?sh$/.test(name) || flag < 0 || !script || depth > 3) return
  const shell = readShell(script.text)
  const context = { shell, limit, isScriptOutput, at: at ?? script.offset, depth: depth + 1 }
  visit(shell.script, context, found)
}

/** Commands that run another command, with the options that take a separate value. */
const wrappers: Record<string, RegExp> = {
  timeout: /^(-k|-s|--signal|--kill-after)$/,
  env: /^(-u|-C|--unset|--chdir)$/,
  nice: /^(-n|--adjustment)$/,
  ionice: /^(-c|-n)$/,
  stdbuf: /^(-i|-o|-e)$/,
  sudo: /^(-u|-g)$/,
  xargs: /^(-n|-I|-P|-L|-d|-a|-s|-E)$/,
  exec: /^-a$/,
  command: /^(?!)/,
  builtin: /^(?!)/,
  nohup: /^(?!)/,
  setsid: /^(?!)/,
  time: /^(?!)/,
}

/** Returns the name and arguments of the command that a wrapper runs. */
const innerArguments = ({ name, args }: FoundCommand): KnownText[] | undefined => {
  const takesValue = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined
  if (!takesValue) return undefined
  // `command -v` looks up the command without running it.
  if (name === 'command' && /^-[pvV]*[vV]/.test(args[0]?.text ?? '')) return undefined
  let index = 0
  while (args[index]?.text.startsWith('-'))
    index += takesValue.test(args[index]?.text ?? '') ? 2 : 1
  if (name === 'timeout') index += 1
  if (name === 'env') while (/^\w+=/.test(args[index]?.text ?? '')) index += 1
  return args.slice(index)
}

const units: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** Converts a duration of coreutils to seconds. NaN if it is not a duration or not fully known. */
export const secondsOf = (known: KnownText | undefined): number => {
  const [, number, unit = ''] = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(known?.text ?? '') ?? []
  return known?.isWhole && number !== undefined ? Number(number) * (units[unit] ?? 1) : Number.NaN
}

/**
 * Returns the seconds after which `timeout` stops a command, including the time of `--kill-after`.
 */
export const readTimeoutLimit = ({ args, limit: outer }: FoundCommand): number | undefined => {
  let index = 0
  let grace = 0
  while (args[index]?.text.startsWith('-')) {
    const text = args[index]?.text ?? ''
    const [, value] = /^(?:--kill-after=|-k)(.+)$/.exec(text) ?? []
    if (value !== undefined)
      grace = secondsOf({ text: value, isWhole: true, maySplit: false, offset: 0 })
    if (text === '-k' || text === '--kill-after') grace = secondsOf(args[index + 1])
    index += wrappers.timeout?.test(text) ? 2 : 1
  }
  const limit = secondsOf(args[index])
  // In coreutils, a duration of zero means no limit.
  if (limit === 0) return outer
  return outer === undefined ? limit + grace : Math.min(outer, limit + grace)
}
