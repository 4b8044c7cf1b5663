import { forEachChild, type Statement, type SyntaxNode } from 'unbash'
import { formatDuration } from '../../../npd/go/duration.mts'
import type { ScriptCheck } from './script-input.mts'
import { isRedirected } from './shell.mts'

/**
 * Finds background processes that keep the script's output open. NPD reads the output until every
 * process has closed it.
 */
export const checkBackgroundProcesses: ScriptCheck = ({ shell, commands, timeout }) => {
  // Skip a script that waits for its children, kills them or redirects all output.
  const handlesChildren = commands.some(
    ({ name, args, redirects }) =>
      name === 'wait' ||
      name === 'kill' ||
      (name === 'exec' && args.length === 0 && redirects.length > 0),
  )
  const statements: Statement[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Statement' && node.background && keepsOutputOpen(node)) statements.push(node)
    if (node.type !== 'CommandExpansion') forEachChild(node, visit)
  }
  if (!handlesChildren) visit(shell.script)
  return statements.map(({ pos }) => ({
    rule: 'background-child',
    offset: pos,
    message: 'this background process keeps the output of the script open',
    effect: `NPD waits until the timeout of ${formatDuration(timeout)} expires. If the script exits 0, the status then becomes Unknown. If it exits 1, the status is True, with a timeout message`,
    fix: 'redirect the output of the background process with `> /dev/null 2>&1 &`, or `wait` for the process',
  }))
}

const keepsOutputOpen = ({ command }: Statement): boolean => {
  if (command.type !== 'Command' && command.type !== 'Redirected')
    return command.type !== 'Pipeline' && command.type !== 'AndOr'
  return !isRedirected(command.redirects, 1) || !isRedirected(command.redirects, 2)
}
