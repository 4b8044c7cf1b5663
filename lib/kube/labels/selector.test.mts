import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { matchesSelector, type Requirement } from './requirement.mts'
import { parseSelector } from './selector.mts'

interface Recording {
  sets: Record<string, string>[]
  results: { selector: string; error?: string; text?: string; matches?: number[] }[]
}

const file = new URL('fixtures/selectors.json', import.meta.url)
const { sets, results }: Recording = JSON.parse(readFileSync(file, 'utf8'))
const invalid = results.filter(({ error }) => error !== undefined)
const valid = results.filter(({ error }) => error === undefined)

/** Formats a selector as `Selector.String`. */
const render = (requirements: Requirement[]): string =>
  requirements
    .map(({ key, operator, values }) => {
      if (operator === 'exists') return key
      if (operator === '!') return `!${key}`
      if (operator === 'in' || operator === 'notin')
        return `${key} ${operator} (${values.join(',')})`
      return `${key}${{ gt: '>', lt: '<', '=': '=', '==': '==', '!=': '!=' }[operator]}${values[0]}`
    })
    .join(',')

it('the recording contains at least 60 valid and invalid selectors', () => {
  expect(results.length).toBeGreaterThanOrEqual(60)
  expect(Math.min(valid.length, invalid.length)).toBeGreaterThan(20)
})

describe('valid selectors have the same result as in apimachinery', () => {
  it.each(valid)('$selector', ({ selector, text = '', matches = [] }) => {
    const requirements = parseSelector(selector)
    expect(render(requirements)).toBe(text)
    const matching = sets.flatMap((labels, index) =>
      matchesSelector(labels, requirements) ? [index] : [],
    )
    expect(matching).toEqual(matches)
  })
})

describe('invalid selectors have the same error as in apimachinery', () => {
  it.each(invalid)('$selector: $error', ({ selector, error = '' }) => {
    expect(() => parseSelector(selector)).toThrow(new Error(error))
  })
})
