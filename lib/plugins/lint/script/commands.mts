import { type Command, forEachChild, type Redirection, type SyntaxNode, type Word } from 'unbash'
import {
  isRedirected,
  type KnownText,
  parseShellScript,
  readArguments,
  type ShellScript,
} from './shell.mts'

/** A command in a script. A wrapper and the command that it runs are two commands. */
export interface ScriptCommand {
  name: string
  args: KnownText[]
  /** The offset of the command's name from the start of the script. */
  offset: number
  /**
   * Seconds until an enclosing `timeout` stops the command. Undefined without a `timeout`, NaN if the
   * limit is unknown.
   */
  limit: number | undefined
  redirects: readonly Redirection[]
  /** Whether its stdout is the script's stdout, not a pipe, a substitution or a file. */
  writesToScriptOutput: boolean
}

/** A shell script with its commands. */
export interface ParsedScript {
  shell: ShellScript
  commands: ScriptCommand[]
}

/** Parses a script. Returns undefined if it is nested too deeply for the recursive parser. */
export const parseScript = (text: string): ParsedScript | undefined => {
  try {
    const shell = parseShellScript(text)
    return { shell, commands: findCommands(shell) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return undefined
  }
}

interface Context {
  shell: ShellScript
  limit: number | undefined
  writesToScriptOutput: boolean
  /** The offset to report for all commands, if the script is inside a word of another script. */
  fixedOffset: number | undefined
  /** How many scripts enclose this one. */
  depth?: number
}

/**
 * Returns all commands of a script in source order, including those in functions and substitutions.
 */
const findCommands = (shell: ShellScript): ScriptCommand[] => {
  const found: ScriptCommand[] = []
  visit(
    shell.script,
    { shell, limit: undefined, writesToScriptOutput: true, fixedOffset: undefined },
    found,
  )
  return found
}

const visit = (node: SyntaxNode, context: Context, commands: ScriptCommand[]): void => {
  if (node.type === 'Command') visitCommand(node, context, commands)
  const innerContext = createInnerContext(node, context)
  const last = node.type === 'Pipeline' ? node.commands.at(-1) : undefined
  forEachChild(node, child => {
    const isPiped = last !== undefined && child !== last
    visit(
      child,
      isPiped ? { ...innerContext, writesToScriptOutput: false } : innerContext,
      commands,
    )
  })
}

const createInnerContext = (node: SyntaxNode, context: Context): Context => {
  if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution') {
    // Offsets inside backticks with escapes refer to the unescaped text, not to the script.
    const hasOwnText = node.script?.source !== undefined
    const fixedOffset = context.fixedOffset ?? (hasOwnText ? node.pos : undefined)
    return { ...context, writesToScriptOutput: false, fixedOffset }
  }
  // The caller of a function may capture its output.
  if (node.type === 'Function' || (node.type === 'Redirected' && isRedirected(node.redirects, 1)))
    return { ...context, writesToScriptOutput: false }
  return context
}

const visitCommand = (command: Command, context: Context, found: ScriptCommand[]): void => {
  const { shell, limit, fixedOffset } = context
  const { name, redirects } = command
  if (!name || !isPlainName(name)) return
  const scriptCommand: ScriptCommand = {
    name: name.value,
    args: readArguments(command, shell),
    offset: fixedOffset ?? name.pos,
    limit,
    redirects,
    writesToScriptOutput: context.writesToScriptOutput && !isRedirected(redirects, 1),
  }
  addCommand(scriptCommand, context, found)
}

/** Whether a name contains no expansion: true for `"kubectl"`, false for `$KUBECTL`. */
const isPlainName = ({ parts = [] }: Word): boolean =>
  parts.every(
    part =>
      part.type === 'SingleQuoted' ||
      part.type === 'Literal' ||
      (part.type === 'DoubleQuoted' && part.parts.every(({ type }) => type === 'Literal')),
  )

/** Adds a command and, if it is a wrapper, the commands that it runs. Example: `timeout 3 env A=b kubectl`. */
const addCommand = (
  command: ScriptCommand,
  context: Context,
  found: ScriptCommand[],
  wrapperDepth = 0,
): void => {
  found.push(command)
  const [name, ...args] = (wrapperDepth < 20 && findWrappedCommand(command)) || []
  if (!name?.isComplete) {
    visitNestedScript(command, context, found)
    return
  }
  const limit = command.name === 'timeout' ? readTimeoutLimit(command) : command.limit
  const offset = context.fixedOffset ?? name.offset
  const wrappedCommand = { ...command, name: name.text, args, offset, limit }
  addCommand(wrappedCommand, context, found, wrapperDepth + 1)
}

/** Adds the commands of a script that is an argument: `bash -c '…'`. */
const visitNestedScript = (
  { name, args, limit, writesToScriptOutput }: ScriptCommand,
  { fixedOffset, depth = 0 }: Context,
  found: ScriptCommand[],
): void => {
  const flagIndex = args.findIndex(({ text }) => /^-[a-z]*c$/.test(text))
  const script = args[flagIndex + 1]
  if (!/^(ba|da)?sh$/.test(name) || flagIndex < 0 || !script || depth > 3) return
  const shell = parseShellScript(script.text)
  const context = {
    shell,
    limit,
    writesToScriptOutput,
    fixedOffset: fixedOffset ?? script.offset,
    depth: depth + 1,
  }
  visit(shell.script, context, found)
}

/** Commands that run another command. Each pattern matches the options that take a separate value. */
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
const findWrappedCommand = ({ name, args }: ScriptCommand): KnownText[] | undefined => {
  const valueOptions = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined
  if (!valueOptions) return undefined
  // `command -v` looks up the command without running it.
  if (name === 'command' && /^-[pvV]*[vV]/.test(args[0]?.text ?? '')) return undefined
  let index = 0
  while (args[index]?.text.startsWith('-'))
    index += valueOptions.test(args[index]?.text ?? '') ? 2 : 1
  if (name === 'timeout') index += 1
  if (name === 'env') while (/^\w+=/.test(args[index]?.text ?? '')) index += 1
  return args.slice(index)
}

const secondsByUnit: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** Converts a coreutils duration to seconds. Returns NaN if it is invalid or not fully known. */
export const secondsOf = (duration: KnownText | undefined): number => {
  const [, number, unit = ''] = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(duration?.text ?? '') ?? []
  return duration?.isComplete && number !== undefined
    ? Number(number) * (secondsByUnit[unit] ?? 1)
    : Number.NaN
}

/**
 * Returns the seconds after which `timeout` stops a command, including the time of `--kill-after`.
 */
export const readTimeoutLimit = ({
  args,
  limit: outerLimit,
}: ScriptCommand): number | undefined => {
  let index = 0
  let gracePeriod = 0
  while (args[index]?.text.startsWith('-')) {
    const text = args[index]?.text ?? ''
    const [, value] = /^(?:--kill-after=|-k)(.+)$/.exec(text) ?? []
    if (value !== undefined)
      gracePeriod = secondsOf({ text: value, isComplete: true, maySplit: false, offset: 0 })
    if (text === '-k' || text === '--kill-after') gracePeriod = secondsOf(args[index + 1])
    index += wrappers.timeout?.test(text) ? 2 : 1
  }
  const limit = secondsOf(args[index])
  // In coreutils, a duration of zero means no limit.
  if (limit === 0) return outerLimit
  return outerLimit === undefined ? limit + gracePeriod : Math.min(outerLimit, limit + gracePeriod)
}
