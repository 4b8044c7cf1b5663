import type { Statement } from 'unbash'
import { describeCommand } from './command-checks.mts'
import type { FoundCommand } from './commands.mts'
import type { ScriptCheck, ScriptFinding } from './script-input.mts'
import type { KnownText } from './shell.mts'

/** Problems that are told by another code than 1; to a rule that makes events, all codes but 0 are one. */
export const checkExits: ScriptCheck = ({ commands, shell, isPermanent }) => {
  if (!isPermanent) return []
  const exits = commands.filter(({ name }) => name === 'exit')
  const odd = exits.flatMap(exit => oddExit(exit) ?? [])
  const last = shell.script.commands.at(-1)
  const never = odd.length > 0 || !neverExitsOne(commands, exits, last) ? [] : noProblem(exits)
  return [...odd, ...never, ...lastTimeout(commands, last)]
}

/** As the parent sees it; undefined where it is not known. */
const codeOf = (code: KnownText | undefined): number | undefined =>
  code?.isWhole && /^-?\d+$/.test(code.text) ? Number(code.text) & 0xff : undefined

/** 2 is what NPD's own plugins exit with where they cannot tell. */
const oddExit = ({ args: [code], offset }: FoundCommand): ScriptFinding | undefined => {
  const value = codeOf(code)
  if (!code || value === undefined || value <= 2) return undefined
  return {
    rule: 'exit-code',
    offset,
    message: `exit ${code.text} means that the script cannot tell`,
    effect:
      'NPD sets Unknown, with the reason of the healthy state; only 1 makes the condition True',
    fix: 'exit 1 where there is a problem, 2 where the script cannot tell',
  }
}

const neverExitsOne = (
  commands: FoundCommand[],
  exits: FoundCommand[],
  last: Statement | undefined,
): boolean => {
  const codes = exits.map(({ args: [code] }) => codeOf(code))
  const setsErrexit = commands.some(
    ({ name, args }) => name === 'set' && args.some(({ text }) => /^(-[a-z]*e|errexit)/.test(text)),
  )
  const endsInExit = last?.command.type === 'Command' && last.command.name?.value === 'exit'
  const mayFail = commands.some(({ name }) => /^(exec|return|trap|eval|source|\.)$/.test(name))
  return (
    endsInExit &&
    !setsErrexit &&
    !mayFail &&
    codes.some(code => code !== 0) &&
    codes.every(code => code !== undefined && code !== 1)
  )
}

const noProblem = (exits: FoundCommand[]): ScriptFinding[] =>
  exits
    .filter(({ args: [code] }) => code?.text !== '0')
    .slice(0, 1)
    .map(({ offset }) => ({
      rule: 'exit-code',
      offset,
      message: 'no exit of this script has the code 1',
      effect: 'the condition is never True, only False or Unknown',
      fix: 'exit 1 where there is a problem',
    }))

/** What `timeout` exits with when it ends a command. */
const lastTimeout = (commands: FoundCommand[], last: Statement | undefined): ScriptFinding[] => {
  const found = commands.find(({ name, offset }) => name === 'timeout' && offset === last?.pos)
  if (!found || last?.command.type !== 'Command') return []
  return [
    {
      rule: 'exit-code',
      offset: found.offset,
      message: `\`${describeCommand(found)}\` is the last command: it exits 124 when the time is over`,
      effect: 'NPD sets Unknown, with the reason of the healthy state',
      fix: 'add `|| exit 1`',
    },
  ]
}
