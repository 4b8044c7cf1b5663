import { describe, expect, test } from 'vitest'
import { parseYaml } from './parse-yaml.mts'

const levels = 20_000

const deepTexts = {
  'block sequences': '- '.repeat(levels),
  'flow sequences': '['.repeat(levels),
  'flow mappings': `- ${'{a: '.repeat(levels)}`,
  'explicit keys': '? '.repeat(levels),
  'invalid compact mappings': 'a: '.repeat(levels),
  'invalid mappings in several lines': 'a: a:\n'.repeat(1_000),
  'keys in a flow sequence': `[${'a: '.repeat(levels)}`,
}

describe('rejects text with too many levels before the library composes it', () => {
  test.each(Object.entries(deepTexts))('%s', (_, text) => {
    expect(() => parseYaml(text)).toThrow('yaml: exceeded max depth')
  })
})

test('accepts 100 levels', () => {
  const nested = (depth: number) => `- ${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}`
  expect(parseYaml(nested(100))).toHaveLength(1)
  expect(() => parseYaml(nested(101))).toThrow('yaml: exceeded max depth')
})
