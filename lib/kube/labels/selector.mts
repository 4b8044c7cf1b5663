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

/** Go's lexer ends a token at a NUL character, and stops reading at a NUL between tokens. */
const tokenPattern = /[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>\0]+)\0?/gy

const lex = (text: string): Token[] =>
  [...text.matchAll(tokenPattern)].map(([, token = '']) => ({
    type:
      punctuation.find(symbol => symbol === token) ??
      (binaryOperators.has(token) ? 'operator' : 'identifier'),
    text: token,
  }))

/** Renders a selector for objects with all of these labels, for example `app=npd,tier=node`. */
export const renderLabelSelector = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/**
 * Parses a selector such as `a=b,c in (d,e),!f` into requirements, like
 * `k8s.io/apimachinery/pkg/labels.Parse`. Throws an Error with apimachinery's message.
 */
export const parseSelector = (text: string): Requirement[] => {
  const parser = new Parser(lex(text))
  const requirements: Requirement[] = []
  while (parser.peek().type !== 'end') {
    requirements.push(parser.parseRequirement())
    const separator = parser.consume()
    if (separator.type === 'end') break
    if (separator.type !== ',')
      throw createUnexpectedTokenError(separator, `',' or 'end of string'`)
    if (!startsRequirement(parser.peek()))
      throw createUnexpectedTokenError(parser.peek(), `identifier after ','`)
  }
  return requirements.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
}

const startsRequirement = ({ type }: Token): boolean => type === 'identifier' || type === '!'

const createUnexpectedTokenError = ({ text }: Token, expectation: string): Error =>
  new Error(`found '${text}', expected: ${expectation}`)

class Parser {
  readonly #tokens: Token[]
  #nextIndex = 0

  constructor(tokens: Token[]) {
    this.#tokens = tokens
  }

  /** Returns the next token. Treats `in` and `notin` as identifiers. */
  peek(): Token {
    const token = this.#tokens[this.#nextIndex] ?? { type: 'end', text: '' }
    return token.type === 'operator' && /^[a-z]/.test(token.text)
      ? { ...token, type: 'identifier' }
      : token
  }

  consume(): Token {
    const token = this.peek()
    this.#nextIndex++
    return token
  }

  /** Parses one requirement, up to the next comma or the end. */
  parseRequirement(): Requirement {
    if (!startsRequirement(this.peek()))
      throw createUnexpectedTokenError(this.peek(), `!, identifier, or 'end of string'`)
    try {
      return this.#parseRequirement()
    } catch (error) {
      throw new Error(`unable to parse requirement: ${messageOf(error)}`)
    }
  }

  #parseRequirement(): Requirement {
    const isNegated = this.peek().type === '!'
    if (isNegated) this.consume()
    const { type, text: key } = this.consume()
    if (type !== 'identifier') throw createUnexpectedTokenError({ type, text: key }, 'identifier')
    for (const error of checkKey(key, '<nil>')) throw new Error(error)
    // The caller rejects anything that follows `!key`, such as `!a=b`.
    if (isNegated) return createRequirement(key, '!', [])
    if (this.#isAtEnd()) return createRequirement(key, 'exists', [])
    const operator = this.#parseOperator()
    const values =
      operator === 'in' || operator === 'notin' ? this.#parseValues() : [this.#parseValue()]
    return createRequirement(key, operator, values)
  }

  #isAtEnd(): boolean {
    const { type } = this.peek()
    return type === 'end' || type === ','
  }

  #parseOperator(): Requirement['operator'] {
    const token = this.#tokens[this.#nextIndex++]
    const operator = token && binaryOperators.get(token.text)
    if (operator) return operator
    throw createUnexpectedTokenError(
      token ?? { type: 'end', text: '' },
      'in, notin, =, ==, !=, gt, lt',
    )
  }

  #parseValue(): string {
    if (this.#isAtEnd()) return ''
    const token = this.consume()
    if (token.type !== 'identifier') throw createUnexpectedTokenError(token, 'identifier')
    return token.text
  }

  /** Reads a list such as `(a,b)`. Returns the values sorted and without duplicates. */
  #parseValues(): string[] {
    const openingToken = this.consume()
    if (openingToken.type !== '(') throw new Error(`found '${openingToken.text}' expected: '('`)
    const next = this.peek()
    if (!['identifier', ',', ')'].includes(next.type))
      throw createUnexpectedTokenError(next, `',', ')' or identifier`)
    const values = next.type === ')' ? new Set(['']) : this.#parseList()
    this.consume()
    return [...values].sort()
  }

  /** Reads up to the closing parenthesis. A missing value next to a comma is an empty string. */
  #parseList(): Set<string> {
    const values = new Set<string>()
    for (;;) {
      const token = this.consume()
      const next = this.peek()
      if (token.type === 'identifier') {
        values.add(token.text)
        if (next.type === ')') return values
        if (next.type !== ',') throw createUnexpectedTokenError(next, `',' or ')'`)
      } else if (token.type === ',') {
        if (values.size === 0 || next.type === ')' || next.type === ',') values.add('')
        if (next.type === ')') return values
        if (next.type === ',') this.consume()
      } else throw createUnexpectedTokenError(token, `',', or identifier`)
    }
  }
}
