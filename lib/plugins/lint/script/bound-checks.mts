import { forEachChild, type Redirection, type SyntaxNode } from 'unbash'
import { formatDuration, toMilliseconds } from '../../../npd/go/duration.mts'
import { describeCommand } from './command-checks.mts'
import { hangOf } from './hanging.mts'
import type { ScriptCheck, ScriptInput } from './script-input.mts'

/** What NPD makes of a script that it has to kill. */
const effectOf = ({ timeout, isPermanent }: ScriptInput): string =>
  isPermanent
    ? `NPD kills it after ${formatDuration(timeout)} and sets Unknown, which reads as healthy`
    : `NPD kills it after ${formatDuration(timeout)}, and the event says no more than that`

/** A bound that leaves time to say what is wrong, in seconds. */
const advisable = ({ timeout }: ScriptInput): string => {
  const seconds = (toMilliseconds(timeout) / 1000) * 0.6
  return String(seconds >= 1 ? Math.floor(seconds) : Math.max(0.1, Number(seconds.toFixed(1))))
}

const timeoutSeconds = ({ timeout }: ScriptInput): number => toMilliseconds(timeout) / 1000

/** Commands that nothing ends, and those that are ended too late. */
export const checkBounds: ScriptCheck = input =>
  input.commands.flatMap(command => {
    const hang = hangOf(command)
    // That is told of already, and it is a bound.
    const isOverridden = command.args.some(({ text }) => text.startsWith('--request-timeout'))
    if (!hang || isOverridden || hang.seconds < timeoutSeconds(input)) return []
    const isEndless = hang.seconds === Number.POSITIVE_INFINITY
    return {
      rule: isEndless ? ('unbounded' as const) : ('long-bound' as const),
      offset: command.offset,
      message: isEndless
        ? `\`${describeCommand(command)}\` can hang`
        : `\`${describeCommand(command)}\` may take ${hang.seconds}s, the timeout is ${formatDuration(input.timeout)}`,
      effect: effectOf(input),
      fix: hang.fix(advisable(input)),
    }
  })

/** Bounds that are short enough each, and too long one after the other. */
export const checkSum: ScriptCheck = input => {
  const bounded = input.commands.flatMap(command => {
    const seconds = hangOf(command)?.seconds
    return seconds === undefined || seconds >= timeoutSeconds(input) ? [] : { ...command, seconds }
  })
  const last = bounded.at(-1)
  const total = worstOf(input.shell.script, bounded)
  if (!last || bounded.length < 2 || total < timeoutSeconds(input)) return []
  return [
    {
      rule: 'long-bound',
      offset: last.offset,
      message: `one after the other, its commands may take ${total}s; the timeout is ${formatDuration(input.timeout)}`,
      effect: effectOf(input),
      fix: 'bound them more tightly, or give the rule more time',
    },
  ]
}

type Bounded = { offset: number; seconds: number }[]

/** How long these commands may take together: of branches the longest counts, loops count once. */
const worstOf = (node: SyntaxNode, bounded: Bounded): number => {
  const here = bounded.filter(({ offset }) => offset >= node.pos && offset < node.end)
  if (here.length === 0 || (node.type === 'Statement' && node.background)) return 0
  // Run where it is called, which may be nowhere.
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

/** A loop that nothing ends, and a connection that bash opens itself. */
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
      message: 'nothing ends this loop',
      effect,
      fix: 'check once and exit: NPD runs the script again by itself',
    })),
    ...dials.map(offset => ({
      rule: 'unbounded' as const,
      offset,
      message: 'a connection to /dev/tcp can hang for two minutes',
      effect,
      fix: `put it into \`timeout ${advisable(input)} bash -c '…'\``,
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
