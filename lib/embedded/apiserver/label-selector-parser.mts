import type { Labels } from '../../kube/types.mts'
import { badRequest } from './errors.mts'
import { checkLabelValue, checkQualifiedName } from './names.mts'

export type LabelTest = (labels: Labels | undefined) => boolean

type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt'

const symbols = ['==', '!=', '=', '!', '(', ')', ',', '>', '<']
const words = ['in', 'notin']

/** Symbols and words, as the lexer of `k8s.io/apimachinery/pkg/labels` splits a selector. */
const tokensOf = (text: string): string[] => text.match(/==|!=|[=!(),<>]|[^\s=!(),<>]+/g) ?? []

const isIdentifier = (token: string): boolean => token !== '' && !symbols.includes(token)

const renderAllowed = 'in, notin, =, ==, !=, gt, lt'

const fail = (found: string, expected: string) =>
  badRequest(`unable to parse requirement: found '${found}'${expected}`)

/** Throws 400 in the parser's words. */
export const parseLabelSelector = (text: string): LabelTest => {
  const tokens = tokensOf(text)
  const tests: LabelTest[] = []
  let at = 0
  const next = (): string => tokens[at++] ?? ''
  const peek = (): string => tokens[at] ?? ''

  const parseKey = (): { key: string; absent: boolean } => {
    const absent = peek() === '!'
    if (absent) at += 1
    const key = next()
    if (!isIdentifier(key) || words.includes(key)) throw fail(key, ', expected: identifier')
    checkKey(key)
    return { key, absent }
  }

  const parseValues = (): string[] => {
    const opening = next()
    if (opening !== '(') throw fail(opening, " expected: '('")
    const values: string[] = []
    for (;;) {
      values.push(isIdentifier(peek()) ? next() : '')
      const token = next()
      if (token === ')') return values
      if (token !== ',') throw fail(token, ", expected: ',' or ')'")
    }
  }

  const parseRequirement = (): LabelTest => {
    const { key, absent } = parseKey()
    if (absent) return labels => labels?.[key] === undefined
    if (['', ','].includes(peek())) return labels => labels?.[key] !== undefined
    const token = next()
    const operator = token === '>' ? 'gt' : token === '<' ? 'lt' : token
    if (
      ![...words, '=', '==', '!=', 'gt', 'lt'].includes(operator) ||
      token === 'gt' ||
      token === 'lt'
    )
      throw fail(token, `, expected: ${renderAllowed}`)
    const values = words.includes(operator)
      ? parseValues()
      : [['', ','].includes(peek()) ? '' : next()]
    return testOf(key, operator as Operator, values)
  }

  while (at < tokens.length) {
    tests.push(parseRequirement())
    const token = next()
    if (token === '') break
    if (token !== ',') throw badRequest(`found '${token}', expected: ',' or 'end of string'`)
    if (!isIdentifier(peek()) && peek() !== '!')
      throw badRequest(`found '${peek()}', expected: identifier after ','`)
  }
  return labels => tests.every(test => test(labels))
}

const invalidRequirement = (field: string, value: string, detail: string) =>
  badRequest(
    `unable to parse requirement: ${field}: Invalid value: ${JSON.stringify(value)}: ${detail}`,
  )

const checkKey = (key: string): void => {
  const wrong = checkQualifiedName(key)
  if (wrong.length > 0) throw invalidRequirement('<nil>', key, wrong.join('; '))
}

const testOf = (key: string, operator: Operator, values: string[]): LabelTest => {
  const [value = ''] = values
  if (operator === 'gt' || operator === 'lt') {
    if (!/^[+-]?\d+$/.test(value))
      throw invalidRequirement(
        'values[0]',
        value,
        "for 'Gt', 'Lt' operators, the value must be an integer",
      )
    return labels => {
      const text = labels?.[key] ?? ''
      if (!/^[+-]?\d+$/.test(text)) return false
      return operator === 'gt' ? Number(text) > Number(value) : Number(text) < Number(value)
    }
  }
  for (const [index, each] of values.entries()) {
    const wrong = checkLabelValue(each)
    if (wrong.length > 0)
      throw invalidRequirement(`values[${index}][${key}]`, each, wrong.join('; '))
  }
  const isIn = (labels: Labels | undefined) => values.includes(labels?.[key] ?? '\0')
  return operator === 'notin' || operator === '!=' ? labels => !isIn(labels) : isIn
}
