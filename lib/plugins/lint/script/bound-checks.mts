import { forEachChild, type Redirection, type SyntaxNode } from 'unbash'
import { formatDuration, toMilliseconds } from '../../../npd/go/duration.mts'
import { describeCommand } from './command-checks.mts'
import { hangBound } from './hanging.mts'
import type { ScriptCheck, ScriptInput } from './script-input.mts'

/** Describes the effect of a script that exceeds its timeout. */
const describeTimeoutEffect = ({ timeout, isPermanent }: ScriptInput): string =>
  isPermanent
    ? `NPD kills the script after ${formatDuration(timeout)} and sets the status to Unknown, with the reason of the healthy state`
    : `NPD kills the script after ${formatDuration(timeout)}, and the event reports only the timeout`

/** Returns a limit in seconds that leaves the script time to print a message before its own timeout. */
const suggestLimit = ({ timeout }: ScriptInput): string => {
  const seconds = (toMilliseconds(timeout) / 1000) * 0.6
  return String(seconds >= 1 ? Math.floor(seconds) : Math.max(0.1, Number(seconds.toFixed(1))))
}

const getTimeoutSeconds = ({ timeout }: ScriptInput): number => toMilliseconds(timeout) / 1000

/** Finds commands that can hang indefinitely or longer than the timeout of the script. */
export const checkBounds: ScriptCheck = input =>
  input.commands.flatMap(command => {
    const bound = hangBound(command)
    // The `request-timeout` rule reports this option, which also limits the command.
    const hasRequestTimeout = command.args.some(({ text }) => text.startsWith('--request-timeout'))
    if (!bound || hasRequestTimeout || bound.seconds < getTimeoutSeconds(input)) return []
    const isUnbounded = bound.seconds === Number.POSITIVE_INFINITY
    return {
      rule: isUnbounded ? ('unbounded' as const) : ('long-timeout' as const),
      offset: command.offset,
      message: isUnbounded
        ? `\`${describeCommand(command)}\` can hang`
        : `\`${describeCommand(command)}\` can take ${bound.seconds}s, but the timeout is ${formatDuration(input.timeout)}`,
      effect: describeTimeoutEffect(input),
      fix: bound.fix(suggestLimit(input)),
    }
  })

/** Finds scripts whose commands are each short enough but together can exceed the timeout. */
export const checkTotalTime: ScriptCheck = input => {
  const boundedCommands = input.commands.flatMap(command => {
    const seconds = hangBound(command)?.seconds
    return seconds === undefined || seconds >= getTimeoutSeconds(input)
      ? []
      : { ...command, seconds }
  })
  const last = boundedCommands.at(-1)
  const total = computeMaxSeconds(input.shell.script, boundedCommands)
  if (!last || boundedCommands.length < 2 || total < getTimeoutSeconds(input)) return []
  return [
    {
      rule: 'long-timeout',
      offset: last.offset,
      message: `the commands together can take ${total}s, but the timeout is ${formatDuration(input.timeout)}`,
      effect: describeTimeoutEffect(input),
      fix: 'use shorter timeouts in the script, or increase the timeout of the rule',
    },
  ]
}

type BoundedCommand = { offset: number; seconds: number }

/**
 * Returns the longest time in seconds that these commands can take together. Only the longest
 * branch of a conditional counts, and a loop counts once.
 */
const computeMaxSeconds = (node: SyntaxNode, boundedCommands: BoundedCommand[]): number => {
  const enclosed = boundedCommands.filter(({ offset }) => offset >= node.pos && offset < node.end)
  if (enclosed.length === 0 || (node.type === 'Statement' && node.background)) return 0
  // A function runs only if it is called, so its body does not count.
  if (node.type === 'Function') return 0
  const children: SyntaxNode[] = []
  forEachChild(node, child => {
    children.push(child)
  })
  const childSeconds = children.map(child => computeMaxSeconds(child, enclosed))
  if (node.type === 'Command') {
    const totalChildSeconds = childSeconds.reduce((sum, seconds) => sum + seconds, 0)
    const ownCommands = enclosed.filter(({ offset }) =>
      children.some(child => child.pos === offset && child.type === 'Word'),
    )
    return (
      totalChildSeconds +
      ownCommands.reduce((longest, { seconds }) => Math.max(longest, seconds), 0)
    )
  }
  if (node.type === 'Pipeline' || node.type === 'Case') return Math.max(...childSeconds)
  if (node.type === 'If') {
    const [clause = 0, ...branches] = childSeconds
    return clause + Math.max(...branches)
  }
  return childSeconds.reduce((sum, seconds) => sum + seconds, 0)
}

/** Finds endless loops, and network connections that bash opens through /dev/tcp or /dev/udp. */
export const checkLoopsAndConnections: ScriptCheck = input => {
  const loops: number[] = []
  const connections: number[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'While' && isEndlessLoop(node)) loops.push(node.pos)
    if (node.type === 'Redirect' && opensConnection(node)) connections.push(node.pos)
    forEachChild(node, visit)
  }
  visit(input.shell.script)
  const effect = describeTimeoutEffect(input)
  return [
    ...loops.map(offset => ({
      rule: 'unbounded' as const,
      offset,
      message: 'this loop never ends',
      effect,
      fix: 'check once and exit: NPD runs the script again after the interval',
    })),
    ...connections.map(offset => ({
      rule: 'unbounded' as const,
      offset,
      message: 'a connection to /dev/tcp can hang for two minutes',
      effect,
      fix: `wrap it in \`timeout ${suggestLimit(input)} bash -c '…'\``,
    })),
  ]
}

const opensConnection = ({ target }: Redirection & { type: 'Redirect' }): boolean =>
  /^\/dev\/(tcp|udp)\//.test(target?.value ?? '')

const isEndlessLoop = (node: SyntaxNode & { type: 'While' }): boolean => {
  const [statement, ...otherStatements] = node.clause.commands
  if (otherStatements.length > 0 || statement?.command.type !== 'Command') return false
  const { name } = statement.command
  const endlessCondition = node.kind === 'while' ? /^(true|:)$/ : /^false$/
  return endlessCondition.test(name?.value ?? '') && !canLeaveLoop(node.body)
}

const canLeaveLoop = (node: SyntaxNode): boolean => {
  if (node.type === 'Command' && /^(break|exit|return|kill|exec)$/.test(node.name?.value ?? ''))
    return true
  let canLeave = false
  forEachChild(node, child => {
    canLeave ||= canLeaveLoop(child)
  })
  return canLeave
}
