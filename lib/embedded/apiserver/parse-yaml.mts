import { createRequire } from 'node:module'
import { isDeeperThan } from '../../yaml/depth.mts'
import { dropProtoFields, parseJson } from './parse-json.mts'

/** Loads the YAML library only when a body is not JSON. */
const loadYaml = (): typeof import('yaml') => createRequire(import.meta.url)('yaml')

/** The maximum nesting depth of YAML from a client. */
const maxDepth = 100

/** Parses YAML or JSON from a client. Most clients send JSON. */
export const parseYaml = (text: string): unknown => {
  if (text.startsWith('{')) {
    try {
      return parseJson(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  const { parse, Parser } = loadYaml()
  if (isDeeperThan(maxDepth, [...new Parser().parse(text)]))
    throw new Error('yaml: exceeded max depth')
  const value: unknown = parse(text, { stringKeys: true, logLevel: 'error' })
  dropProtoFields(value)
  return value
}
