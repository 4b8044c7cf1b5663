import { forEachChild, type Redirection, type SyntaxNode } from 'unbash'
import { formatDuration, toMilliseconds } from '../../../npd/go/duration.mts'
import { describeCommand } from './command-checks.mts'
import { hangBound } from './hanging.mts'
import type { ScriptCheck, ScriptInput } from './script-input.mts'

/** The effect of a script that NPD kills at its timeout. */
const killEffect = ({ timeout, isPermanent }: ScriptInput): string =>
  isPermanent
    ? `NPD kills the script after ${formatDuration(timeout)} and sets Unknown, which looks healthy`
    : `NPD kills the script after ${formatDuration(timeout)}, and the event only reports the timeout`

/** A limit in seconds that leaves the script time to print a message before its own timeout. */
const suggestedSeconds = ({ timeout }: ScriptInput): string => {
  const seconds = (toMilliseconds(timeout) / 1000) * 0.6
  return String(seconds >= 1 ? Math.floor(seconds) : Math.max(0.1, Number(seconds.toFixed(1))))
}

const timeoutSeconds = ({ timeout }: ScriptInput): number => toMilliseconds(timeout) / 1000

/** Finds commands that can hang indefinitely or longer than the timeout of the script. */
export const checkBounds: ScriptCheck = input =>
  input.commands.flatMap(command => {
    const bound = hangBound(command)
    // The rule `request-timeout` reports this option, which also limits the command.
    const isOverridden = command.args.some(({ text }) => text.startsWith('--request-timeout'))
    if (!bound || isOverridden || bound.seconds < timeoutSeconds(input)) return []
    const isEndless = bound.seconds === Number.POSITIVE_INFINITY
    return {
      rule: isEndless ? ('unbounded' as const) : ('long-bound' as const),
      offset: command.offset,
      message: isEndless
        ? `\`${describeCommand(command)}\` can hang`
        : `\`${describeCommand(command)}\` can take ${bound.seconds}s, but the timeout is ${formatDuration(input.timeout)}`,
      effect: killEffect(input),
      fix: bound.fix(suggestedSeconds(input)),
    }
  })

/** Finds scripts whose commands are each short enough but can exceed the timeout together. */
export const checkSum: ScriptCheck = input => {
  const bounded = input.commands.flatMap(command => {
    const seconds = hangBound(command)?.seconds
    return seconds === undefined || seconds >= timeoutSeconds(input) ? [] : { ...command, seconds }
  })
  const last = bounded.at(-1)
  const total = longestTotal(input.shell.script, bounded)
  if (!last || bounded.length < 2 || total < timeoutSeconds(input)) return []
  return [
    {
      rule: 'long-bound',
      offset: last.offset,
      message: `the commands together can take ${total}s, but the timeout is ${formatDuration(input.timeout)}`,
      effect: killEffect(input),
      fix: 'use shorter limits, or increase the timeout of the rule',
    },
  ]
}

type Bounded = { offset: number; seconds: number }[]

/**
 * Returns the longest time in seconds that these commands can take together. Only the longest
 * branch of a conditional counts, and a loop counts once.
 */
const longestTotal = (node: SyntaxNode, bounded: Bounded): number => {
  const here = bounded.filter(({ offset }) => offset >= node.pos && offset < node.end)
  if (here.length === 0 || (node.type === 'Statement' && node.background)) return 0
  // A function runs only if it is called, so its body does not count.
  if (node.type === 'Function') return 0
  const children: SyntaxNode[] = []
  forEachChild(node, child => {
    children.push(child)
  })
  const inner = children.map(child => longestTotal(child, here))
  if (node.type === 'Command') {
    const known = inner.reduce((sum, each) => sum + each, 0)
    const own = here.filter(({ offset }) =>
      children.some(child => child.pos === offset && child.type === 'Word'),
    )
    return known + own.reduce((longest, { seconds }) => Math.max(longest, seconds), 0)
  }
  if (node.type === 'Pipeline' || node.type === 'Case') return Math.max(...inner)
  if (node.type === 'If') {
    const [clause = 0, ...branches] = inner
    return clause + Math.max(...branches)
  }
  return inner.reduce((sum, each) => sum + each, 0)
}

/** Finds endless loops, and connections that bash opens through /dev/tcp or /dev/udp. */
export const checkEndless: ScriptCheck = input => {
  const loops: number[] = []
  const connections: number[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'While' && isEndless(node)) loops.push(node.pos)
    if (node.type === 'Redirect' && opensConnection(node)) connections.push(node.pos)
    forEachChild(node, visit)
  }
  visit(input.shell.script)
  const effect = killEffect(input)
  return [
    ...loops.map(offset => ({
      rule: 'unbounded' as const,
      offset,
      message: 'this loop never ends',
      effect,
      fix: 'check once and exit: NPD runs the script again in the next round',
    })),
    ...connections.map(offset => ({
      rule: 'unbounded' as const,
      offset,
      message: 'a connection to /dev/tcp can hang for two minutes',
      effect,
      fix: `wrap it in \`timeout ${suggestedSeconds(input)} bash -c '…'\``,
    })),
  ]
}

const opensConnection = ({ target }: Redirection & { type: 'Redirect' }): boolean =>
  /^\/dev\/(tcp|udp)\//.test(target?.value ?? '')

const isEndless = (node: SyntaxNode & { type: 'While' }): boolean => {
  const [statement, ...otherStatements] = node.clause.commands
  if (otherStatements.length > 0 || statement?.command.type !== 'Command') return false
  const { name } = statement.command
  const always = node.kind === 'while' ? /^(true|:)$/ : /^false$/
  return always.test(name?.value ?? '') && !canLeaveLoop(node.body)
}

const canLeaveLoop = (node: SyntaxNode): boolean => {
  if (node.type === 'Command' && /^(break|exit|return|kill|exec)$/.test(node.name?.value ?? ''))
    return true
  let found = false
  forEachChild(node, child => {
    found ||= canLeaveLoop(child)
  })
  return found
}
