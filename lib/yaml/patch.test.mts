import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { patchYaml } from './patch.mts'

const text = `# head
a:   1   # one
b:
    c: 'two'  # quoted
    list: [x,  y]
json: |
  {"k": "30s",
   "o": {}}

end: true
`

describe('patchYaml', () => {
  it('replaces a scalar and keeps every other byte', () => {
    expect(patchYaml(text, ['a'], 2)).toBe(text.replace('1 ', '2 '))
    expect(patchYaml(text, ['b', 'c'], 'three')).toBe(text.replace("'two'", '"three"'))
  })

  it('replaces an item of a list, and a whole list', () => {
    expect(patchYaml(text, ['b', 'list', 1], 'z')).toBe(text.replace(' y]', ' z]'))
    expect(patchYaml(text, ['b', 'list'], ['p', 'q'])).toBe(text.replace('[x,  y]', '["p","q"]'))
  })

  it('replaces a list in block style, and keeps the following lines', () => {
    const block = 'a:\n  - x # one\n  - y\nb: 1\n'
    expect(patchYaml(block, ['a'], ['z'])).toBe('a:\n  ["z"]\nb: 1\n')
  })

  it('adds a key to the end of its map, and creates missing parent maps', () => {
    expect(parse(patchYaml(text, ['b', 'd'], 'new'))).toMatchObject({ b: { c: 'two', d: 'new' } })
    expect(parse(patchYaml(text, ['m', 'n'], 5))).toMatchObject({ m: { n: 5 }, end: true })
    expect(patchYaml(text, ['b', 'd'], 'new')).toBe(
      text.replace('[x,  y]\n', '[x,  y]\n    d: "new"\n'),
    )
  })

  it('replaces the text of a block, and keeps its indentation', () => {
    const patched = patchYaml(text, ['json'], '{"k": "5s"}\n')
    expect(parse(patched)).toMatchObject({ json: '{"k": "5s"}\n', end: true })
    expect(patched).toContain('json: |\n  {"k": "5s"}\n\nend')
  })

  it('patches JSON as well', () => {
    expect(patchYaml('{"k": "30s"}', ['k'], '5s')).toBe('{"k": "5s"}')
    expect(JSON.parse(patchYaml('{"k": {}, "l": 1}', ['k', 'm'], '5s'))).toEqual({
      k: { m: '5s' },
      l: 1,
    })
  })

  it('quotes a string that YAML would read as another type', () => {
    expect(parse(patchYaml(text, ['a'], 'true'))).toMatchObject({ a: 'true' })
    expect(parse(patchYaml(text, ['a'], '5: # x'))).toMatchObject({ a: '5: # x' })
  })

  it('sets the value of a key without one', () => {
    expect(patchYaml('a: # why\nb: 1\n', ['a'], 'x')).toBe('a: "x" # why\nb: 1\n')
    expect(patchYaml('m:\n  a:\n', ['m', 'a'], [])).toBe('m:\n  a: []\n')
    expect(patchYaml('a: null\n', ['a'], 5)).toBe('a: 5\n')
  })

  it('rejects a path through a scalar', () => {
    expect(() => patchYaml(text, ['a', 'x'], 1)).toThrow('a.x cannot be set')
    expect(() => patchYaml(text, ['b', 'list', 7], 1)).toThrow('cannot be set')
  })
})
