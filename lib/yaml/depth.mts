import type { CST } from 'yaml'

/**
 * Whether the collections in a YAML text are nested more than `maxDepth` levels deep. `tokens` come from the
 * `yaml` parser. Check the depth before you compose the tokens: the composer is recursive, so deep input can
 * exhaust the stack. If Node.js compiles a regular expression at that point, the process aborts instead of
 * throwing an error.
 */
export const isDeeperThan = (maxDepth: number, tokens: CST.Token[]): boolean => {
  let level = tokens
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true
    level = level.flatMap(childrenOf)
  }
  return false
}

/** Returns the tokens directly below a token of the concrete syntax tree. */
const childrenOf = (token: CST.Token): CST.Token[] => {
  if (token.type === 'document') return token.value ? [token.value] : []
  if (!('items' in token)) return []
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat())
}
