import {
  type Command,
  forEachChild,
  parse,
  type Redirection,
  type Script,
  type SyntaxNode,
  type Word,
} from 'unbash'

/** A shell script and the facts about it that are known without running it. */
export interface Shell {
  text: string
  script: Script
  /** Variables that are assigned exactly once, with a known value. */
  constants: Map<string, string>
  /** The names of the functions that the script defines. */
  functions: Set<string>
}

/** The known text of a word. Leaves out expansions whose values are unknown. */
export interface KnownText {
  text: string
  /** Whether the text is complete. */
  isWhole: boolean
  /** Whether an expansion may produce several words or none, such as `$OPTIONS` or `"${list[@]}"`. */
  maySplit: boolean
  offset: number
}

/** Parses a shell script, and collects its constants and functions. */
export const readShell = (text: string): Shell => {
  const script = parse(text)
  const shell: Shell = { text, script, constants: new Map(), functions: new Set() }
  const assigned = new Map<string, number>()
  const count = (name: string) => assigned.set(name, (assigned.get(name) ?? 0) + 1)
  const values = new Map<string, Word>()
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Function') shell.functions.add(node.name.value)
    if (node.type === 'For' || node.type === 'Select') count(node.name.value)
    if (node.type === 'Command' && assigningCommands.has(node.name?.value ?? ''))
      for (const word of node.args) if (word.type === 'Word') count(word.value)
    if (node.type === 'Assignment') {
      count(node.name)
      if (node.append || node.index || node.value.type !== 'Word') count(node.name)
      else values.set(node.name, node.value)
    }
    forEachChild(node, visit)
  }
  visit(script)
  for (const [name, word] of values) {
    const known = readWord(word, shell)
    if (assigned.get(name) === 1 && known.isWhole) shell.constants.set(name, known.text)
  }
  return shell
}

/** Builtins that assign to the variables named in their arguments. */
const assigningCommands = new Set(['read', 'mapfile', 'readarray', 'getopts', 'printf', 'unset'])

const readWord = (word: Word, { constants }: Pick<Shell, 'constants'>): KnownText => {
  const known: KnownText = { text: '', isWhole: true, maySplit: false, offset: word.pos }
  const add = (text: string) => {
    known.text += text
  }
  const leaveOut = (isQuoted: boolean, source: string) => {
    known.isWhole = false
    if (!isQuoted || /[@*]/.test(source)) known.maySplit = true
  }
  const visit = (part: SyntaxNode, isQuoted: boolean): void => {
    if (part.type === 'DoubleQuoted') for (const child of part.parts) visit(child, true)
    else if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted')
      add(part.value)
    else if (part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion') {
      const name = /^\$\{?(\w+)\}?$/.exec(part.text)?.[1]
      const value = name === undefined ? undefined : constants.get(name)
      if (value === undefined) leaveOut(isQuoted, part.text)
      else add(value)
    } else leaveOut(isQuoted, 'text' in part ? String(part.text) : '')
  }
  if (!word.parts) add(word.value)
  for (const part of word.parts ?? []) visit(part, false)
  return known
}

/** Returns the known text of each argument of a command. */
export const argumentsOf = (command: Command, shell: Shell): KnownText[] =>
  command.args.map(word =>
    word.type === 'Word'
      ? readWord(word, shell)
      : { text: word.text, isWhole: false, maySplit: false, offset: word.pos },
  )

/** Whether redirections send stdout (1) or stderr (2) of a command to another place. */
export const isRedirected = (redirects: readonly Redirection[], descriptor: 1 | 2): boolean => {
  const taken = new Set<number>()
  for (const redirect of redirects) {
    if (redirect.type !== 'Redirect' || redirect.operator.includes('<')) continue
    const from = redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : 1
    const target = redirect.target?.value ?? ''
    const both =
      redirect.operator.startsWith('&>') ||
      (redirect.operator === '>&' && !/^(\d+|-)$/.test(target))
    if (both) taken.add(1).add(2)
    else if (redirect.operator !== '>&' || target === '-') taken.add(from)
    else if (taken.has(Number(target)) || Number(target) > 2) taken.add(from)
    else if (target === '2' && from === 1) taken.add(1)
  }
  return taken.has(descriptor)
}
