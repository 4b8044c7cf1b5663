import { forEachChild, type Statement, type SyntaxNode } from 'unbash'
import { formatDuration } from '../../../npd/go/duration.mts'
import type { ScriptCheck } from './script-input.mts'
import { isRedirected } from './shell.mts'

/**
 * Finds background processes that keep the output open. NPD reads the output until every process has
 * closed it.
 */
export const checkBackground: ScriptCheck = ({ shell, commands, timeout }) => {
  // A script that waits for its children, kills them or redirects all output is not checked
  // further.
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
    message: 'this background process keeps the output open',
    effect: `NPD waits until the ${formatDuration(timeout)} timeout. Exit 0 then becomes Unknown, and exit 1 becomes True with a timeout message`,
    fix: 'redirect its output with `> /dev/null 2>&1 &`, or `wait` for it',
  }))
}

const holdsOutput = ({ command }: Statement): boolean => {
  if (command.type !== 'Command' && command.type !== 'Redirected')
    return command.type !== 'Pipeline' && command.type !== 'AndOr'
  return !isRedirected(command.redirects, 1) || !isRedirected(command.redirects, 2)
}
