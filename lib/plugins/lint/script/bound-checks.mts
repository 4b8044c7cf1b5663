import { forEachChild, type Redirection, type SyntaxNode } from 'unbash'
import { formatDuration, toMilliseconds } from '../../../npd/go/duration.mts'
import { describeCommand } from './command-checks.mts'
import { hangBound } from './hanging.mts'
import type { ScriptCheck, ScriptInput } from './script-input.mts'

/** The consequence of a script that NPD has to kill. */
const effectOf = ({ timeout, isPermanent }: ScriptInput): string =>
  isPermanent
    ? `NPD kills it after ${formatDuration(timeout)} and sets Unknown, with the reason of the healthy state`
    : `NPD kills it after ${formatDuration(timeout)}, and the event contains only the timeout`

/** A time limit in seconds that leaves time to report the problem. */
const advisable = ({ timeout }: ScriptInput): string => {
  const seconds = (toMilliseconds(timeout) / 1000) * 0.6
  return String(seconds >= 1 ? Math.floor(seconds) : Math.max(0.1, Number(seconds.toFixed(1))))
}

const timeoutSeconds = ({ timeout }: ScriptInput): number => toMilliseconds(timeout) / 1000

/** Finds commands without a time limit, and those with too long a limit. */
export const checkBounds: ScriptCheck = input =>
  input.commands.flatMap(command => {
    const hang = hangBound(command)
    // `request-timeout` reports this, and it is a time limit.
    const isOverridden = command.args.some(({ text }) => text.startsWith('--request-timeout'))
    if (!hang || isOverridden || hang.seconds < timeoutSeconds(input)) return []
    const isEndless = hang.seconds === Number.POSITIVE_INFINITY
    return {
      rule: isEndless ? ('unbounded' as const) : ('long-bound' as const),
      offset: command.offset,
      message: isEndless
        ? `\`${describeCommand(command)}\` can hang`
        : `\`${describeCommand(command)}\` can take ${hang.seconds}s, but the timeout is ${formatDuration(input.timeout)}`,
      effect: effectOf(input),
      fix: hang.fix(advisable(input)),
    }
  })

/** Finds time limits that are short enough individually, but not in sequence. */
export const checkSum: ScriptCheck = input => {
  const bounded = input.commands.flatMap(command => {
    const seconds = hangBound(command)?.seconds
    return seconds === undefined || seconds >= timeoutSeconds(input) ? [] : { ...command, seconds }
  })
  const last = bounded.at(-1)
  const total = worstOf(input.shell.script, bounded)
  if (!last || bounded.length < 2 || total < timeoutSeconds(input)) return []
  return [
    {
      rule: 'long-bound',
      offset: last.offset,
      message: `its commands can take ${total}s in sequence, but the timeout is ${formatDuration(input.timeout)}`,
      effect: effectOf(input),
      fix: 'shorten their time limits, or raise the timeout of the rule',
    },
  ]
}

type Bounded = { offset: number; seconds: number }[]

/** The longest total time of these commands: the longest branch counts, and loops count once. */
const worstOf = (node: SyntaxNode, bounded: Bounded): number => {
  const here = bounded.filter(({ offset }) => offset >= node.pos && offset < node.end)
  if (here.length === 0 || (node.type === 'Statement' && node.background)) return 0
  // A function runs only where it is called.
  if (node.type === 'Function') return 0
  const children: SyntaxNode[] = []
  forEachChild(node, child => {
    children.push(child)
  })
  const inner = children.map(child => worstOf(child, here))
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

/** Finds endless loops, and connections that bash opens itself. */
export const checkEndless: ScriptCheck = input => {
  const found: number[] = []
  const dials: number[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'While' && isEndless(node)) found.push(node.pos)
    if (node.type === 'Redirect' && isDial(node)) dials.push(node.pos)
    forEachChild(node, visit)
  }
  visit(input.shell.script)
  const effect = effectOf(input)
  return [
    ...found.map(offset => ({
      rule: 'unbounded' as const,
      offset,
      message: 'this loop never ends',
      effect,
      fix: 'check once and exit; NPD runs the script again at the next interval',
    })),
    ...dials.map(offset => ({
      rule: 'unbounded' as const,
      offset,
      message: 'a connection to /dev/tcp can hang for two minutes',
      effect,
      fix: `wrap it in \`timeout ${advisable(input)} bash -c '…'\``,
    })),
  ]
}

const isDial = ({ target }: Redirection & { type: 'Redirect' }): boolean =>
  /^\/dev\/(tcp|udp)\//.test(target?.value ?? '')

const isEndless = (node: SyntaxNode & { type: 'While' }): boolean => {
  const [statement, ...others] = node.clause.commands
  if (others.length > 0 || statement?.command.type !== 'Command') return false
  const { name } = statement.command
  const always = node.kind === 'while' ? /^(true|:)$/ : /^false$/
  return always.test(name?.value ?? '') && !leaves(node.body)
}

const leaves = (node: SyntaxNode): boolean => {
  if (node.type === 'Command' && /^(break|exit|return|kill|exec)$/.test(node.name?.value ?? ''))
    return true
  let found = false
  forEachChild(node, child => {
    found ||= leaves(child)
  })
  return found
}
