import { forEachChild, type SyntaxNode } from 'unbash'
import { quote } from '../../../npd/go/quote.mts'
import { cutBytes, encodeBytes, toValidText, trimSpace } from '../../../npd/go/strings.mts'
import { builtins } from './command-checks.mts'
import type { FoundCommand } from './commands.mts'
import type { ScriptCheck, ScriptFinding, ScriptInput } from './script-input.mts'
import { argumentsOf, isRedirected, type Shell } from './shell.mts'

/** Messages that are longer than what NPD keeps, as far as they stand in the script. */
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
    message: `the message has ${isWhole ? '' : 'at least '}${size} bytes, NPD keeps ${maxOutputLength}`,
    effect: isWhole ? `it ends in ${quote(cut.slice(-20))}` : 'its end is lost',
    fix: 'say the most important first, shorten it, or raise `max_output_length`',
  }
  if (!isWhole || cut === kept) return [long]
  return [
    long,
    {
      rule: 'cut-character',
      offset,
      message: `NPD cuts after ${maxOutputLength} bytes, in the middle of a character`,
      effect: 'its bytes arrive as \ufffd',
      fix: 'keep to ASCII, or to fewer bytes: characters may have up to four',
    },
  ]
}

/** What a command says for certain; undefined if it says nothing that is known. */
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

/** Where what is said does not matter: before `exit 0`, a condition has its own message. */
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

/** The code with which a statement ends the script. */
const exitOf = (node: SyntaxNode, shell: Shell): string | undefined => {
  const command = node.type === 'Statement' ? node.command : node
  if (command.type !== 'Command' || command.name?.value !== 'exit') return undefined
  return exitCodeOf(command, shell)
}

/** Undefined where it is not known. */
const exitCodeOf = (
  command: SyntaxNode & { type: 'Command' },
  shell: Shell,
): string | undefined => {
  const [word] = argumentsOf(command, shell)
  return word?.isWhole ? word.text : undefined
}

/** Whether all that a script says of a problem goes where NPD does not look. */
export const checkStderr: ScriptCheck = ({ commands }) => {
  const spoken = commands.filter(({ name }) => name === 'echo' || name === 'printf')
  const [first] = spoken
  const isLost = spoken.every(({ redirects }) => isRedirected(redirects, 1) && toStderr(redirects))
  // Another command may be what the message comes from.
  const mayTell = commands.some(
    ({ name, isHeard }) => name === 'exec' || (isHeard && !builtins.has(name)),
  )
  if (!first || !isLost || mayTell) return []
  return [
    {
      rule: 'stderr-only',
      offset: first.offset,
      message: 'the script says what it finds on stderr only',
      effect:
        'the message of a condition or an event is stdout: it is empty; stderr is in the log of NPD',
      fix: 'leave out `>&2`',
    },
  ]
}

const toStderr = (redirects: FoundCommand['redirects']): boolean =>
  redirects.some(
    each => each.type === 'Redirect' && each.operator === '>&' && each.target?.value === '2',
  )
