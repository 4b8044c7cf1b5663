import { createRequire } from 'node:module'
import { dropPrototypes, parseJson } from './parse-json.mts'

/** Loads the library when a body needs it. Most clients send JSON, which does not need it. */
const loadYaml = (): typeof import('yaml') => createRequire(import.meta.url)('yaml')

/** The maximum nesting depth of YAML from a client. It is limited because the YAML library is recursive. */
const maxDepth = 100

const opening = ['flow-map-start', 'flow-seq-start']
const closing = ['flow-map-end', 'flow-seq-end']
/** Tokens before the first key or value of a line. Each level of a block takes at least one column. */
const indenting = ['space', 'seq-item-ind', 'explicit-key-ind', 'map-value-ind']

/** Returns an upper limit for the nesting depth of the text. */
const depthOf = (text: string, { CST, Lexer }: ReturnType<typeof loadYaml>): number => {
  let [deepest, flowDepth, column] = [0, 0, 0]
  let isIndenting = true
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token) ?? ''
    if (type === 'newline') [column, isIndenting] = [0, true]
    else if (isIndenting && indenting.includes(type)) column += token.length
    else isIndenting = false
    if (opening.includes(type)) flowDepth += 1
    if (closing.includes(type)) flowDepth -= 1
    deepest = Math.max(deepest, flowDepth + column)
  }
  return deepest
}

/** Parses YAML or JSON from a client, which is usually JSON. */
export const parseYaml = (text: string): unknown => {
  if (text.startsWith('{')) {
    try {
      return parseJson(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  const yaml = loadYaml()
  if (depthOf(text, yaml) > maxDepth) throw new Error('yaml: exceeded max depth')
  const value: unknown = yaml.parse(text, { stringKeys: true, logLevel: 'error' })
  dropPrototypes(value)
  return value
}
