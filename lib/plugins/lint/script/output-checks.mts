import { forEachChild, type SyntaxNode } from 'unbash'
import { quote } from '../../../npd/go/quote.mts'
import { encodeBytes, toValidText, trimSpace, truncateBytes } from '../../../npd/go/strings.mts'
import { builtins } from './command-checks.mts'
import type { ScriptCommand } from './commands.mts'
import type { ScriptCheck, ScriptFinding, ScriptInput } from './script-input.mts'
import { isRedirected, readArguments, type ShellScript } from './shell.mts'

/**
 * Finds messages that are longer than `max_output_length`, if their text is known without running
 * the script.
 */
export const checkOutput: ScriptCheck = input => {
  const { commands, shell, maxOutputLength } = input
  if (maxOutputLength <= 0) return []
  const ignoredOffsets = findIgnoredOutputs(shell)
  return commands.flatMap(command => {
    const output = command.writesToScriptOutput ? readOutput(command) : undefined
    if (!output || ignoredOffsets.has(command.offset)) return []
    const text = trimSpace(output.text)
    const size = encodeBytes(text).length
    return size <= maxOutputLength
      ? []
      : describeLongOutput(command, { ...output, text, size }, input)
  })
}

interface Output {
  text: string
  isComplete: boolean
  size: number
}

const describeLongOutput = (
  { offset }: ScriptCommand,
  { text, size, isComplete }: Output,
  { maxOutputLength }: ScriptInput,
): ScriptFinding[] => {
  const truncated = truncateBytes(text, maxOutputLength)
  const validText = toValidText(truncated)
  const longOutput: ScriptFinding = {
    rule: 'long-output',
    offset,
    message: `the message is ${isComplete ? '' : 'at least '}${size} bytes long, but NPD keeps only ${maxOutputLength}`,
    effect: isComplete
      ? `NPD truncates the message, which then ends in ${quote(validText.slice(-20))}`
      : 'NPD truncates the message',
    fix: 'put the important part first, shorten the message, or increase `max_output_length`',
  }
  if (!isComplete || validText === truncated) return [longOutput]
  return [
    longOutput,
    {
      rule: 'truncated-character',
      offset,
      message: `NPD truncates the message after ${maxOutputLength} bytes, in the middle of a character`,
      effect: 'the remaining bytes of the character are shown as \ufffd',
      fix: 'use only ASCII characters, or shorten the message: in UTF-8, a character takes up to four bytes',
    },
  ]
}

/** Returns the known part of the output of `echo` or `printf`, or undefined for other commands. */
const readOutput = ({ name, args }: ScriptCommand): Omit<Output, 'size'> | undefined => {
  if (name === 'echo') {
    const words = args.filter(({ text }, index) => index > 0 || !/^-[neE]+$/.test(text))
    return {
      text: words.map(({ text }) => text).join(' '),
      isComplete: words.every(({ isComplete }) => isComplete),
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
    isComplete: format.isComplete && !format.text.includes('%') && !format.text.includes('\\'),
  }
}

/**
 * Returns the offsets of the commands before `exit 0`. NPD ignores their output and uses the default
 * message.
 */
const findIgnoredOutputs = (shell: ShellScript): Set<number> => {
  const offsets = new Set<number>()
  const visit = (node: SyntaxNode): void => {
    if ('commands' in node && node.type !== 'Pipeline') {
      const exitIndex = node.commands.findIndex(child => findExitCode(child, shell) === '0')
      for (const command of node.commands.slice(0, Math.max(exitIndex, 0)))
        addOffsets(command, offsets)
    }
    forEachChild(node, visit)
  }
  visit(shell.script)
  return offsets
}

const addOffsets = (node: SyntaxNode, offsets: Set<number>): void => {
  const command = node.type === 'Statement' ? node.command : node
  if (command.type === 'Command' && command.name) offsets.add(command.name.pos)
  if (command.type === 'AndOr') for (const member of command.commands) addOffsets(member, offsets)
}

/** Returns the exit code if the statement is an `exit` with a known code. */
const findExitCode = (node: SyntaxNode, shell: ShellScript): string | undefined => {
  const command = node.type === 'Statement' ? node.command : node
  if (command.type !== 'Command' || command.name?.value !== 'exit') return undefined
  return readExitCode(command, shell)
}

/** Returns the exit code of an `exit` command, or undefined if it is unknown. */
const readExitCode = (
  command: SyntaxNode & { type: 'Command' },
  shell: ShellScript,
): string | undefined => {
  const [word] = readArguments(command, shell)
  return word?.isComplete ? word.text : undefined
}

/** Finds scripts that write all their messages to stderr. */
export const checkStderr: ScriptCheck = ({ commands }) => {
  const printCommands = commands.filter(({ name }) => name === 'echo' || name === 'printf')
  const [firstPrint] = printCommands
  const printsOnlyToStderr = printCommands.every(
    ({ redirects }) => isRedirected(redirects, 1) && isSentToStderr(redirects),
  )
  // Another command may print the message to stdout.
  const hasOtherOutput = commands.some(
    ({ name, writesToScriptOutput }) =>
      name === 'exec' || (writesToScriptOutput && !builtins.has(name)),
  )
  if (!firstPrint || !printsOnlyToStderr || hasOtherOutput) return []
  return [
    {
      rule: 'stderr-only',
      offset: firstPrint.offset,
      message: 'the script writes its message to stderr only',
      effect:
        'NPD uses only stdout for the messages of conditions and events, so the message is empty. NPD writes stderr only to its own log',
      fix: 'remove `>&2`',
    },
  ]
}

const isSentToStderr = (redirects: ScriptCommand['redirects']): boolean =>
  redirects.some(
    redirect =>
      redirect.type === 'Redirect' && redirect.operator === '>&' && redirect.target?.value === '2',
  )

/** Commands that do not print anything themselves. */
const quietCommands = new Set([
  '[',
  'test',
  'timeout',
  'sleep',
  'true',
  'false',
  'env',
  'nice',
  'exec',
])

const mayPrint = ({ name, args, writesToScriptOutput }: ScriptCommand): boolean =>
  writesToScriptOutput &&
  (name === 'echo' || name === 'printf' || !(builtins.has(name) || quietCommands.has(name))) &&
  !args.some(({ text }) => /^(-[a-zA-Z]*q[a-zA-Z]*|--quiet|--silent)$/.test(text))

/** Finds scripts that exit 1 and print nothing. */
export const checkEmptyMessage: ScriptCheck = ({ commands }) => {
  const exit = commands.find(({ name, args: [code] }) => name === 'exit' && code?.text === '1')
  // If `echo` or `printf` only writes to stderr, the `stderr-only` rule reports that.
  const hasPrintCommand = commands.some(({ name }) => name === 'echo' || name === 'printf')
  if (!exit || hasPrintCommand || commands.some(mayPrint)) return []
  return [
    {
      rule: 'empty-message',
      offset: exit.offset,
      message: 'the script exits with 1 and prints nothing',
      effect: 'the message of the problem is empty',
      fix: 'print a message before the script exits, for example `echo "no disk"; exit 1`',
    },
  ]
}

/** Finds messages that change with every run, if NPD updates the condition for each new message. */
export const checkChangingMessage: ScriptCheck = ({ commands, shell, updatesMessage }) => {
  if (!updatesMessage) return []
  const found = commands.find(
    ({ name, offset, writesToScriptOutput }) =>
      writesToScriptOutput &&
      (name === 'date' ||
        name === 'uptime' ||
        ((name === 'echo' || name === 'printf') &&
          /\$\((date|uptime)|`(date|uptime)|\$\{?(RANDOM|SECONDS|EPOCH\w+)/.test(
            getRestOfLine(shell, offset),
          ))),
  )
  if (!found) return []
  return [
    {
      rule: 'changing-message',
      offset: found.offset,
      message: 'the message changes with every run',
      effect:
        'with `enable_message_change_based_condition_update`, each run resets `lastTransitionTime`. Some tools act only after a problem has lasted for some time. These tools never act',
      fix: 'omit changing values from the message, or remove the setting',
    },
  ]
}

const getRestOfLine = ({ text }: ShellScript, offset: number): string =>
  text.slice(offset).split('\n')[0] ?? ''
