import { type Command, forEachChild, type Redirection, type SyntaxNode, type Word } from 'unbash'
import { argumentsOf, isRedirected, type KnownText, readShell, type Shell } from './shell.mts'

/** A command of a script, without what is put before it: `timeout 3 env A=b kubectl get node` is `kubectl`. */
export interface FoundCommand {
  name: string
  args: KnownText[]
  /** Of its name, from the start of the script. */
  offset: number
  /** In seconds: `timeout` ends it after that. Undefined where there is none; NaN where it is not known. */
  limit: number | undefined
  redirects: readonly Redirection[]
  /** Whether its output is the script's, and not taken by a pipe, a substitution or a file. */
  isHeard: boolean
}

interface Context {
  shell: Shell
  limit: number | undefined
  isHeard: boolean
  /** Where everything stands, in a script that is written inside a word. */
  at: number | undefined
  /** How many scripts are around this one. */
  depth?: number
}

/** Every command that is written in the script, in its order, also in functions and substitutions. */
export const commandsIn = (shell: Shell): FoundCommand[] => {
  const found: FoundCommand[] = []
  visit(shell.script, { shell, limit: undefined, isHeard: true, at: undefined }, found)
  return found
}

const visit = (node: SyntaxNode, context: Context, found: FoundCommand[]): void => {
  if (node.type === 'Command') unwrap(node, context, found)
  const inner = contextWithin(node, context)
  const last = node.type === 'Pipeline' ? node.commands.at(-1) : undefined
  forEachChild(node, child => {
    const isPiped = last !== undefined && child !== last
    visit(child, isPiped ? { ...inner, isHeard: false } : inner, found)
  })
}

const contextWithin = (node: SyntaxNode, context: Context): Context => {
  if (node.type === 'CommandExpansion' || node.type === 'ProcessSubstitution') {
    // Positions in backticks with escapes are those of another text.
    const hasOwnText = node.script?.source !== undefined
    return { ...context, isHeard: false, at: context.at ?? (hasOwnText ? node.pos : undefined) }
  }
  // Who calls a function may take what it prints.
  if (node.type === 'Function' || (node.type === 'Redirected' && isRedirected(node.redirects, 1)))
    return { ...context, isHeard: false }
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
    isHeard: context.isHeard && !isRedirected(redirects, 1),
  }
  follow(own, context, found)
}

/** `"kubectl"` is as good as `kubectl`; `$KUBECTL` may be anything. */
const isPlainName = ({ parts = [] }: Word): boolean =>
  parts.every(
    part =>
      part.type === 'SingleQuoted' ||
      part.type === 'Literal' ||
      (part.type === 'DoubleQuoted' && part.parts.every(({ type }) => type === 'Literal')),
  )

/** The command itself, and what it runs in its turn. */
const follow = (own: FoundCommand, context: Context, found: FoundCommand[], depth = 0): void => {
  found.push(own)
  const [head, ...args] = (depth < 20 && innerArguments(own)) || []
  if (!head?.isWhole) {
    visitNestedScript(own, context, found)
    return
  }
  const limit = own.name === 'timeout' ? limitOf(own) : own.limit
  const inner = { ...own, name: head.text, args, offset: context.at ?? head.offset, limit }
  follow(inner, context, found, depth + 1)
}

/** `bash -c '…'`: a script inside a word. */
const visitNestedScript = (
  { name, args, limit, isHeard }: FoundCommand,
  { at, depth = 0 }: Context,
  found: FoundCommand[],
): void => {
  const flag = args.findIndex(({ text }) => /^-[a-z]*c$/.test(text))
  const script = args[flag + 1]
  if (!/^(ba|da)?sh$/.test(name) || flag < 0 || !script || depth > 3) return
  const shell = readShell(script.text)
  const context = { shell, limit, isHeard, at: at ?? script.offset, depth: depth + 1 }
  visit(shell.script, context, found)
}

/** Options of each that take a value of their own. */
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

/** The command, with its arguments, that this one runs. */
const innerArguments = ({ name, args }: FoundCommand): KnownText[] | undefined => {
  const takesValue = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined
  if (!takesValue) return undefined
  // It only asks for it.
  if (name === 'command' && /^-[pvV]*[vV]/.test(args[0]?.text ?? '')) return undefined
  let index = 0
  while (args[index]?.text.startsWith('-'))
    index += takesValue.test(args[index]?.text ?? '') ? 2 : 1
  if (name === 'timeout') index += 1
  if (name === 'env') while (/^\w+=/.test(args[index]?.text ?? '')) index += 1
  return args.slice(index)
}

const units: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

/** A duration of coreutils in seconds; NaN if it is none, or not known. */
export const secondsOf = (known: KnownText | undefined): number => {
  const [, number, unit = ''] = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(known?.text ?? '') ?? []
  return known?.isWhole && number !== undefined ? Number(number) * (units[unit] ?? 1) : Number.NaN
}

/** How long `timeout` lets a command be, with what it grants until it kills it. */
export const limitOf = ({ args, limit: outer }: FoundCommand): number | undefined => {
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
  // To coreutils, zero means no limit.
  if (limit === 0) return outer
  return outer === undefined ? limit + grace : Math.min(outer, limit + grace)
}
