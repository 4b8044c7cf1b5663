import { createRequire } from 'node:module'
import type { CST } from 'yaml'
import { dropPrototypes, parseJson } from './parse-json.mts'

/** Loads the library when a body needs it. Most clients send JSON, which does not need it. */
const loadYaml = (): typeof import('yaml') => createRequire(import.meta.url)('yaml')

/**
 * The maximum nesting depth of YAML from a client. It is limited because the composer of the library is
 * recursive and uses regular expressions, and Node.js aborts if it compiles one when the stack is full.
 */
const maxDepth = 100

/** Returns the tokens directly below a token of the concrete syntax tree. */
const childrenOf = (token: CST.Token): CST.Token[] => {
  if (token.type === 'document') return token.value ? [token.value] : []
  if (!('items' in token)) return []
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat())
}

/** Throws an error if the text has too many levels. The parser of the library uses no regular expressions. */
const checkDepth = (text: string): void => {
  let level = [...new (loadYaml().Parser)().parse(text)]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw new Error('yaml: exceeded max depth')
    level = level.flatMap(childrenOf)
  }
}

/** Parses YAML or JSON from a client. Most clients send JSON. */
export const parseYaml = (text: string): unknown => {
  if (text.startsWith('{')) {
    try {
      return parseJson(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  checkDepth(text)
  const value: unknown = loadYaml().parse(text, { stringKeys: true, logLevel: 'error' })
  dropPrototypes(value)
  return value
}
