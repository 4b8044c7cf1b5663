import { messageOf } from '../../cli/errors.mts'
import type { Labels } from '../types.mts'
import { checkKey, createRequirement, type Requirement } from './requirement.mts'

interface Token {
  type: 'identifier' | 'end' | '!' | '(' | ')' | ',' | 'operator'
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
const punctuation = ['!', '(', ')', ','] as const

/** Go's lexer ends a token at a NUL character, and ends the text at a NUL between tokens. */
const tokenPattern = /[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>\0]+)\0?/gy

const lex = (text: string): Token[] =>
  [...text.matchAll(tokenPattern)].map(([, token = '']) => ({
    type:
      punctuation.find(each => each === token) ??
      (binaryOperators.has(token) ? 'operator' : 'identifier'),
    text: token,
  }))

/** Renders a selector for objects with all of these labels, for example `app=npd,tier=node`. */
export const labelSelectorOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/**
 * Parses a selector such as `a=b,c in (d,e),!f` into requirements, like
 * `k8s.io/apimachinery/pkg/labels.Parse`. Throws an Error with apimachinery's message.
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
  return found.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
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

  /** Returns the next token. Treats `in` and `notin` as identifiers. */
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
    for (const error of checkKey(key, '<nil>')) throw new Error(error)
    // The caller rejects anything that follows `!key`, such as `!a=b`.
    if (isNegated) return createRequirement(key, '!', [])
    if (this.#isAtEnd()) return createRequirement(key, 'exists', [])
    const operator = this.#operator()
    const values = operator === 'in' || operator === 'notin' ? this.#values() : [this.#value()]
    return createRequirement(key, operator, values)
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

  /** Reads a list such as `(a,b)`. Returns the values sorted and without duplicates. */
  #values(): string[] {
    const open = this.take()
    if (open.type !== '(') throw new Error(`found '${open.text}' expected: '('`)
    const next = this.peek()
    if (!['identifier', ',', ')'].includes(next.type))
      throw expected(next, `',', ')' or identifier`)
    const values = next.type === ')' ? new Set(['']) : this.#list()
    this.take()
    return [...values].sort()
  }

  /** Reads up to the closing parenthesis. A missing value next to a comma is an empty string. */
  #list(): Set<string> {
    const values = new Set<string>()
    for (;;) {
      const token = this.take()
      const next = this.peek()
      if (token.type === 'identifier') {
        values.add(token.text)
        if (next.type === ')') return values
        if (next.type !== ',') throw expected(next, `',' or ')'`)
      } else if (token.type === ',') {
        if (values.size === 0 || next.type === ')' || next.type === ',') values.add('')
        if (next.type === ')') return values
        if (next.type === ',') this.take()
      } else throw expected(token, `',', or identifier`)
    }
  }
}
