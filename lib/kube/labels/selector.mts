import { messageOf } from '../../cli/errors.mts'
import { checkLabelValue, checkQualifiedName } from '../names.mts'
import type { Labels } from '../types.mts'

/** One requirement of a label selector. `=`, `==` and `!=` have one value; `gt` and `lt` too. */
export interface Requirement {
  key: string
  operator: 'exists' | '!' | 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt'
  values: string[]
}

interface Token {
  type: 'identifier' | 'end' | 'error' | '!' | '(' | ')' | ',' | 'operator'
  text: string
}

const binaryOperators = new Map<string, Requirement['operator']>([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
])
const marks = ['!', '(', ')', ','] as const

const tokenOf = (text: string): Token | undefined => {
  const mark = marks.find(each => each === text)
  if (mark) return { type: mark, text }
  return binaryOperators.has(text) ? { type: 'operator', text } : undefined
}

/** The longest sign at the beginning: `==` goes before `=`. */
const signAt = (run: string): Token =>
  [2, 1].flatMap(length => tokenOf(run.slice(0, length)) ?? []).at(0) ?? {
    type: 'error',
    text: `error expected: keyword found '${run}'`,
  }

const lex = (text: string): Token[] => {
  const tokens: Token[] = []
  let rest = text.replace(/^\s+/, '')
  while (rest !== '') {
    const word = /^[^\s=!(),<>]+/.exec(rest)?.[0]
    const token = word
      ? (tokenOf(word) ?? { type: 'identifier' as const, text: word })
      : signAt(/^[=!(),<>]+/.exec(rest)?.[0] ?? rest)
    tokens.push(token)
    rest = rest.slice(token.text.length).replace(/^\s+/, '')
    if (token.type === 'error') break
  }
  return tokens
}

/** Selects the objects that have all of these labels, as in `app=npd,tier=node`. */
export const labelSelectorOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/**
 * `k8s.io/apimachinery/pkg/labels.Parse`: the requirements of a text such as `a=b,c in (d,e),!f`.
 * Throws an Error with the message that apimachinery has.
 */
export const parseSelector = (text: string): Requirement[] => {
  const parser = new Parser(lex(text))
  const found: Requirement[] = []
  while (parser.peek().type !== 'end') {
    found.push(parser.requirement())
    const separator = parser.take()
    if (separator.type === 'end') break
    if (separator.type !== ',') throw expected(separator, `',' or 'end of string'`)
    if (!startsRequirement(parser.peek())) throw expected(parser.peek(), `identifier after ','`)
  }
  return found
}

const startsRequirement = ({ type }: Token): boolean => type === 'identifier' || type === '!'

const expected = ({ text }: Token, what: string): Error =>
  new Error(`found '${text}', expected: ${what}`)

class Parser {
  readonly #tokens: Token[]
  #next = 0

  constructor(tokens: Token[]) {
    this.#tokens = tokens
  }

  /** The next token, with `in` and `notin` as names. */
  peek(): Token {
    const token = this.#tokens[this.#next] ?? { type: 'end', text: '' }
    return token.type === 'operator' && /^[a-z]/.test(token.text)
      ? { ...token, type: 'identifier' }
      : token
  }

  take(): Token {
    const token = this.peek()
    this.#next++
    return token
  }

  requirement(): Requirement {
    if (!startsRequirement(this.peek()))
      throw expected(this.peek(), `!, identifier, or 'end of string'`)
    try {
      return this.#requirement()
    } catch (error) {
      throw new Error(`unable to parse requirement: ${messageOf(error)}`)
    }
  }

  #requirement(): Requirement {
    const isNegated = this.peek().type === '!'
    if (isNegated) this.take()
    const { type, text: key } = this.take()
    if (type !== 'identifier') throw expected({ type, text: key }, 'identifier')
    checkKey(key, '<nil>')
    // What follows `!key` is the caller's to refuse, as in `!a=b`.
    if (isNegated) return { key, operator: '!', values: [] }
    if (this.#isAtEnd()) return { key, operator: 'exists', values: [] }
    const operator = this.#operator()
    const values = operator === 'in' || operator === 'notin' ? this.#list() : [this.#value()]
    if (operator === 'gt' || operator === 'lt') checkInteger(values[0] ?? '')
    checkValues(key, values)
    return { key, operator, values }
  }

  #isAtEnd(): boolean {
    const { type } = this.peek()
    return type === 'end' || type === ','
  }

  #operator(): Requirement['operator'] {
    const token = this.#tokens[this.#next++]
    const operator = token && binaryOperators.get(token.text)
    if (operator) return operator
    throw expected(token ?? { type: 'end', text: '' }, 'in, notin, =, ==, !=, gt, lt')
  }

  #value(): string {
    if (this.#isAtEnd()) return ''
    const token = this.take()
    if (token.type !== 'identifier') throw expected(token, 'identifier')
    return token.text
  }

  /** `(a,b)`; where nothing stands between two signs it means the empty value. */
  #list(): string[] {
    const open = this.take()
    if (open.type !== '(') throw new Error(`found '${open.text}' expected: '('`)
    if (!['identifier', ',', ')'].includes(this.peek().type))
      throw expected(this.peek(), `',', ')' or identifier`)
    const values: string[] = []
    for (;;) {
      values.push(this.peek().type === 'identifier' ? this.take().text : '')
      const token = this.take()
      if (token.type === ')') return [...new Set(values)].sort()
      if (token.type !== ',') throw expected(token, `',' or ')'`)
    }
  }
}

/** A label that is missing is not equal to anything, and neither above nor below. */
export const matchesRequirement = (
  labels: Labels = {},
  { key, operator, values }: Requirement,
): boolean => {
  const value = labels[key]
  if (operator === '!' || operator === 'exists') return (value === undefined) === (operator === '!')
  if (operator === '!=' || operator === 'notin')
    return value === undefined || !values.includes(value)
  if (value === undefined) return false
  if (operator !== 'gt' && operator !== 'lt') return values.includes(value)
  const [number, limit] = [parseInteger(value), parseInteger(values[0] ?? '')]
  if (number === undefined || limit === undefined) return false
  return operator === 'gt' ? number > limit : number < limit
}

/** Throws unless the key is one. `path` is what stands before it, as in `key` or `<nil>`. */
export const checkKey = (key: string, path: string): void => {
  const errors = checkQualifiedName(key)
  if (errors.length > 0)
    throw new Error(`${path}: Invalid value: ${JSON.stringify(key)}: ${errors.join('; ')}`)
}

const largest = 2n ** 63n

/** Go's `strconv.ParseInt(text, 10, 64)`; undefined where that fails. */
const parseInteger = (text: string): bigint | undefined => {
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const value = BigInt(text.replace(/^\+/, ''))
  return value >= -largest && value < largest ? value : undefined
}

const checkInteger = (value: string): void => {
  if (parseInteger(value) !== undefined) return
  const why = "for 'Gt', 'Lt' operators, the value must be an integer"
  throw new Error(`values[0]: Invalid value: ${JSON.stringify(value)}: ${why}`)
}

export const checkValues = (key: string, values: string[]): void => {
  values.forEach((value, index) => {
    const errors = checkLabelValue(value)
    if (errors.length > 0)
      throw new Error(
        `values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${errors.join('; ')}`,
      )
  })
}
