import type { Statement } from 'unbash'
import { describeCommand } from './command-checks.mts'
import type { ScriptCommand } from './commands.mts'
import type { ScriptCheck, ScriptFinding } from './script-input.mts'
import type { KnownText } from './shell.mts'

/**
 * Finds scripts that never exit 1, or that end with the exit code of `timeout`. Skips the scripts of
 * temporary rules, which create an event for each code except 0.
 */
export const checkExits: ScriptCheck = ({ commands, shell, isPermanent }) => {
  if (!isPermanent) return []
  const exits = commands.filter(({ name }) => name === 'exit')
  const lastStatement = shell.script.commands.at(-1)
  const neverTrueFindings = neverExitsOne(commands, exits, lastStatement)
    ? reportMissingExitOne(exits)
    : []
  return [...neverTrueFindings, ...findFinalTimeout(commands, lastStatement)]
}

/** Returns the exit code that the parent process receives, or undefined if it is unknown. */
const readExitCode = (code: KnownText | undefined): number | undefined =>
  code?.isComplete && /^-?\d+$/.test(code.text) ? Number(code.text) & 0xff : undefined

const neverExitsOne = (
  commands: ScriptCommand[],
  exits: ScriptCommand[],
  lastStatement: Statement | undefined,
): boolean => {
  const codes = exits.map(({ args: [code] }) => readExitCode(code))
  const setsErrexit = commands.some(
    ({ name, args }) => name === 'set' && args.some(({ text }) => /^(-[a-z]*e|errexit)/.test(text)),
  )
  const endsInExit =
    lastStatement?.command.type === 'Command' && lastStatement.command.name?.value === 'exit'
  const mayExitOtherwise = commands.some(({ name }) =>
    /^(exec|return|trap|eval|source|\.)$/.test(name),
  )
  return (
    endsInExit &&
    !setsErrexit &&
    !mayExitOtherwise &&
    codes.some(code => code !== 0) &&
    codes.every(code => code !== undefined && code !== 1)
  )
}

const reportMissingExitOne = (exits: ScriptCommand[]): ScriptFinding[] =>
  exits
    .filter(({ args: [code] }) => code?.text !== '0')
    .slice(0, 1)
    .map(({ offset }) => ({
      rule: 'exit-code',
      offset,
      message: 'the script never exits with 1',
      effect: 'the condition is never True, only False or Unknown',
      fix: 'exit 1 if there is a problem',
    }))

/** Finds scripts whose last command is `timeout`. Its exit code 124 becomes the exit code of the script. */
const findFinalTimeout = (
  commands: ScriptCommand[],
  lastStatement: Statement | undefined,
): ScriptFinding[] => {
  const found = commands.find(
    ({ name, offset }) => name === 'timeout' && offset === lastStatement?.pos,
  )
  if (!found || lastStatement?.command.type !== 'Command') return []
  return [
    {
      rule: 'exit-code',
      offset: found.offset,
      message: `\`${describeCommand(found)}\` is the last command and exits with 124 at its time limit`,
      effect: 'NPD sets the status to Unknown, with the reason of the healthy state',
      fix: 'add `|| exit 1`',
    },
  ]
}
