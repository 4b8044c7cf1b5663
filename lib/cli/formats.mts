import { UsageError } from './errors.mts'

/** The renderer that `--output` names, `table` if it is not given. Throws a UsageError for another name. */
export const readFormat = <R,>(renderers: Record<string, R>, output = 'table'): R => {
  const render = Object.hasOwn(renderers, output) ? renderers[output] : undefined
  if (render) return render
  const names = Object.keys(renderers).join(', ')
  throw new UsageError(`Failed to read --output \`${output}\`: it is none of ${names}.`)
}
