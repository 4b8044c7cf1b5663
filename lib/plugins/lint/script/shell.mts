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
export interface ShellScript {
  text: string
  script: Script
  /** Variables that are assigned exactly once, with a known value. */
  constants: Map<string, string>
  /** The names of the functions that the script defines. */
  functions: Set<string>
}

/** The known text of a word, without the expansions whose values are unknown. */
export interface KnownText {
  text: string
  /** Whether the text is complete. */
  isComplete: boolean
  /** Whether an expansion, such as `$OPTIONS` or `"${list[@]}"`, may produce several words or none. */
  maySplit: boolean
  offset: number
}

/** Parses a shell script, and collects its constants and functions. */
export const parseShellScript = (text: string): ShellScript => {
  const script = parse(text)
  const shell: ShellScript = { text, script, constants: new Map(), functions: new Set() }
  const assignmentCounts = new Map<string, number>()
  const countAssignment = (name: string) =>
    assignmentCounts.set(name, (assignmentCounts.get(name) ?? 0) + 1)
  const assignedWords = new Map<string, Word>()
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Function') shell.functions.add(node.name.value)
    if (node.type === 'For' || node.type === 'Select') countAssignment(node.name.value)
    if (node.type === 'Command' && assigningCommands.has(node.name?.value ?? ''))
      for (const word of node.args) if (word.type === 'Word') countAssignment(word.value)
    if (node.type === 'Assignment') {
      countAssignment(node.name)
      if (node.append || node.index || node.value.type !== 'Word') countAssignment(node.name)
      else assignedWords.set(node.name, node.value)
    }
    forEachChild(node, visit)
  }
  visit(script)
  for (const [name, word] of assignedWords) {
    const knownText = readWord(word, shell)
    if (assignmentCounts.get(name) === 1 && knownText.isComplete)
      shell.constants.set(name, knownText.text)
  }
  return shell
}

/** Builtins that assign to the variables named in their arguments. */
const assigningCommands = new Set(['read', 'mapfile', 'readarray', 'getopts', 'printf', 'unset'])

const readWord = (word: Word, { constants }: Pick<ShellScript, 'constants'>): KnownText => {
  const knownText: KnownText = { text: '', isComplete: true, maySplit: false, offset: word.pos }
  const appendText = (text: string) => {
    knownText.text += text
  }
  const skipExpansion = (isQuoted: boolean, source: string) => {
    knownText.isComplete = false
    if (!isQuoted || /[@*]/.test(source)) knownText.maySplit = true
  }
  const visit = (part: SyntaxNode, isQuoted: boolean): void => {
    if (part.type === 'DoubleQuoted') for (const child of part.parts) visit(child, true)
    else if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted')
      appendText(part.value)
    else if (part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion') {
      const name = /^\$\{?(\w+)\}?$/.exec(part.text)?.[1]
      const value = name === undefined ? undefined : constants.get(name)
      if (value === undefined) skipExpansion(isQuoted, part.text)
      else appendText(value)
    } else skipExpansion(isQuoted, 'text' in part ? String(part.text) : '')
  }
  if (!word.parts) appendText(word.value)
  for (const part of word.parts ?? []) visit(part, false)
  return knownText
}

/** Returns the known text of each argument of a command. */
export const readArguments = (command: Command, shell: ShellScript): KnownText[] =>
  command.args.map(word =>
    word.type === 'Word'
      ? readWord(word, shell)
      : { text: word.text, isComplete: false, maySplit: false, offset: word.pos },
  )

/** Whether redirections send stdout (1) or stderr (2) of a command elsewhere. */
export const isRedirected = (redirects: readonly Redirection[], descriptor: 1 | 2): boolean => {
  const redirected = new Set<number>()
  for (const redirect of redirects) {
    if (redirect.type !== 'Redirect' || redirect.operator.includes('<')) continue
    const source = redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : 1
    const target = redirect.target?.value ?? ''
    const redirectsBoth =
      redirect.operator.startsWith('&>') ||
      (redirect.operator === '>&' && !/^(\d+|-)$/.test(target))
    if (redirectsBoth) redirected.add(1).add(2)
    else if (redirect.operator !== '>&' || target === '-') redirected.add(source)
    else if (redirected.has(Number(target)) || Number(target) > 2) redirected.add(source)
    else if (target === '2' && source === 1) redirected.add(1)
  }
  return redirected.has(descriptor)
}
