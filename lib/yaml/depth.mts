import type { CST } from 'yaml'

/**
 * Whether the collections in a YAML text have more than `maxDepth` levels. `tokens` come from the `yaml`
 * parser. Check this before the tokens are composed, because the composer is recursive. Node.js aborts if it
 * compiles a regular expression when the stack is full.
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
