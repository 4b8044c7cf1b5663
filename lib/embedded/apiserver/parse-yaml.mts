import { createRequire } from 'node:module'
import { dropPrototypes, parseJson } from './parse-json.mts'

/** Loads the library at the first body that needs it: most clients send JSON, which is also YAML. */
const loadYaml = (): typeof import('yaml') => createRequire(import.meta.url)('yaml')

/** Levels of collections that YAML from a client can have. The YAML library is recursive. */
const maxDepth = 100

const opening = ['flow-map-start', 'flow-seq-start']
const closing = ['flow-map-end', 'flow-seq-end']
/** Tokens before the first key or value of a line. Each level of a block takes a column. */
const indenting = ['space', 'seq-item-ind', 'explicit-key-ind', 'map-value-ind']

/** The greatest depth that the collections in the text can have. */
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
