import { forEachChild, type SyntaxNode } from 'unbash'
import { quote } from '../../../npd/go/quote.mts'
import { cutBytes, encodeBytes, toValidText, trimSpace } from '../../../npd/go/strings.mts'
import { builtins } from './command-checks.mts'
import type { FoundCommand } from './commands.mts'
import type { ScriptCheck, ScriptFinding, ScriptInput } from './script-input.mts'
import { argumentsOf, isRedirected, type Shell } from './shell.mts'

/** Finds literal messages that are longer than what NPD keeps. */
export const checkOutput: ScriptCheck = input => {
  const { commands, shell, maxOutputLength } = input
  if (maxOutputLength <= 0) return []
  const healthy = healthyOutputs(shell)
  return commands.flatMap(command => {
    const output = command.isHeard ? outputOf(command) : undefined
    if (!output || healthy.has(command.offset)) return []
    const text = trimSpace(output.text)
    const size = encodeBytes(text).length
    return size <= maxOutputLength ? [] : tooLong(command, { ...output, text, size }, input)
  })
}

interface Output {
  text: string
  isWhole: boolean
  size: number
}

const tooLong = (
  { offset }: FoundCommand,
  { text, size, isWhole }: Output,
  { maxOutputLength }: ScriptInput,
): ScriptFinding[] => {
  const kept = cutBytes(text, maxOutputLength)
  const cut = toValidText(kept)
  const long: ScriptFinding = {
    rule: 'long-output',
    offset,
    message: `the message has ${isWhole ? '' : 'at least '}${size} bytes, but NPD keeps ${maxOutputLength}`,
    effect: isWhole ? `the message ends in ${quote(cut.slice(-20))}` : 'its end is lost',
    fix: 'put the important part first, shorten it, or raise `max_output_length`',
  }
  if (!isWhole || cut === kept) return [long]
  return [
    long,
    {
      rule: 'cut-character',
      offset,
      message: `NPD cuts the message after ${maxOutputLength} bytes, in the middle of a character`,
      effect: 'the API server stores \ufffd instead of the character',
      fix: 'use only ASCII, or shorten the message; a character can have up to four bytes',
    },
  ]
}

/** The literal output of a command; undefined if it is unknown. */
const outputOf = ({ name, args }: FoundCommand): Omit<Output, 'size'> | undefined => {
  if (name === 'echo') {
    const words = args.filter(({ text }, index) => index > 0 || !/^-[neE]+$/.test(text))
    return {
      text: words.map(({ text }) => text).join(' '),
      isWhole: words.every(({ isWhole }) => isWhole),
    }
  }
  const [format] = args
  if (name !== 'printf' || !format || format.text.startsWith('-')) return undefined
  const text = format.text
    .replace(/\\./g, ' ')
    .replace(/%[-+# 0-9.*]*[a-zA-Z]/g, '')
    .replace(/%%/g, '%')
  return {
    text,
    isWhole: format.isWhole && !format.text.includes('%') && !format.text.includes('\\'),
  }
}

/** Output before `exit 0`, which does not matter: the healthy state has its own message. */
const healthyOutputs = (shell: Shell): Set<number> => {
  const found = new Set<number>()
  const visit = (node: SyntaxNode): void => {
    if ('commands' in node && node.type !== 'Pipeline') {
      const exit = node.commands.findIndex(child => exitOf(child, shell) === '0')
      for (const each of node.commands.slice(0, Math.max(exit, 0))) addOffsets(each, found)
    }
    forEachChild(node, visit)
  }
  visit(shell.script)
  return found
}

const addOffsets = (node: SyntaxNode, found: Set<number>): void => {
  const command = node.type === 'Statement' ? node.command : node
  if (command.type === 'Command' && command.name) found.add(command.name.pos)
  if (command.type === 'AndOr') for (const each of command.commands) addOffsets(each, found)
}

/** The exit code of a statement that ends the script. */
const exitOf = (node: SyntaxNode, shell: Shell): string | undefined => {
  const command = node.type === 'Statement' ? node.command : node
  if (command.type !== 'Command' || command.name?.value !== 'exit') return undefined
  return exitCodeOf(command, shell)
}

/** Undefined if the code is not a literal. */
const exitCodeOf = (
  command: SyntaxNode & { type: 'Command' },
  shell: Shell,
): string | undefined => {
  const [word] = argumentsOf(command, shell)
  return word?.isWhole ? word.text : undefined
}

/** Finds a script that writes its messages only to stderr, which NPD does not read. */
export const checkStderr: ScriptCheck = ({ commands }) => {
  const printed = commands.filter(({ name }) => name === 'echo' || name === 'printf')
  const [first] = printed
  const isLost = printed.every(({ redirects }) => isRedirected(redirects, 1) && toStderr(redirects))
  // Another command may print the message.
  const mayTell = commands.some(
    ({ name, isHeard }) => name === 'exec' || (isHeard && !builtins.has(name)),
  )
  if (!first || !isLost || mayTell) return []
  return [
    {
      rule: 'stderr-only',
      offset: first.offset,
      message: 'the script writes its message only to stderr',
      effect: 'the message of the condition or event is empty; stderr goes to the log of NPD',
      fix: 'remove `>&2`',
    },
  ]
}

const toStderr = (redirects: FoundCommand['redirects']): boolean =>
  redirects.some(
    each => each.type === 'Redirect' && each.operator === '>&' && each.target?.value === '2',
  )
