import { forEachChild, type Statement, type SyntaxNode } from 'unbash'
import { formatDuration } from '../../../npd/go/duration.mts'
import type { ScriptCheck } from './script-input.mts'
import { isRedirected } from './shell.mts'

/** NPD reads until everybody has closed the output, a child in the background too. */
export const checkBackground: ScriptCheck = ({ shell, commands, timeout }) => {
  // Whoever waits for it, ends it or has sent all output elsewhere knows what he does.
  const isKnown = commands.some(
    ({ name, args, redirects }) =>
      name === 'wait' ||
      name === 'kill' ||
      (name === 'exec' && args.length === 0 && redirects.length > 0),
  )
  const found: Statement[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Statement' && node.background && holdsOutput(node)) found.push(node)
    if (node.type !== 'CommandExpansion') forEachChild(node, visit)
  }
  if (!isKnown) visit(shell.script)
  return found.map(({ pos }) => ({
    rule: 'background-child',
    offset: pos,
    message: 'this goes on in the background and holds the output open',
    effect: `NPD waits for it until the timeout, ${formatDuration(timeout)}; then exit 0 is Unknown, and exit 1 True with a timeout's message`,
    fix: 'send its output elsewhere, `> /dev/null 2>&1 &`, or `wait` for it',
  }))
}

const holdsOutput = ({ command }: Statement): boolean => {
  if (command.type !== 'Command' && command.type !== 'Redirected')
    return command.type !== 'Pipeline' && command.type !== 'AndOr'
  return !isRedirected(command.redirects, 1) || !isRedirected(command.redirects, 2)
}
