import { createRequire } from 'node:module'
import { dropPrototypes, parseJson } from './parse-json.mts'

/** Loads the library when a body needs it. Most clients send JSON, which does not need it. */
const loadYaml = (): typeof import('yaml') => createRequire(import.meta.url)('yaml')

/** The maximum nesting depth of YAML from a client. It is limited because the YAML library is recursive. */
const maxDepth = 100

const openingTokens = ['flow-map-start', 'flow-seq-start']
const closingTokens = ['flow-map-end', 'flow-seq-end']
/** Tokens before the first key or value of a line. Each level of a block takes at least one column. */
const indentTokens = ['space', 'seq-item-ind', 'explicit-key-ind', 'map-value-ind']

/** Returns an upper limit for the nesting depth of the text. */
const estimateDepth = (text: string, { CST, Lexer }: ReturnType<typeof loadYaml>): number => {
  let [greatestDepth, flowDepth, column] = [0, 0, 0]
  let isIndenting = true
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token) ?? ''
    if (type === 'newline') [column, isIndenting] = [0, true]
    else if (isIndenting && indentTokens.includes(type)) column += token.length
    else isIndenting = false
    if (openingTokens.includes(type)) flowDepth += 1
    if (closingTokens.includes(type)) flowDepth -= 1
    greatestDepth = Math.max(greatestDepth, flowDepth + column)
  }
  return greatestDepth
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
  const yaml = loadYaml()
  if (estimateDepth(text, yaml) > maxDepth) throw new Error('yaml: exceeded max depth')
  const value: unknown = yaml.parse(text, { stringKeys: true, logLevel: 'error' })
  dropPrototypes(value)
  return value
}
