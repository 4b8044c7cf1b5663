import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { appendBlocks, appendToList, setBlock } from './insert.mts'

const text = `# head
list: # why
  - a   # one
  - b   # two

  # of the map
map:
    x: |
      old

# tail
end: [1,  2] # three
`

describe('appendToList', () => {
  it('adds a line after the last item and its comment', () => {
    expect(appendToList(text, ['list'], 'c')).toBe(text.replace('# two\n', '# two\n  - c\n'))
  })

  it('adds to a list in brackets', () => {
    expect(appendToList(text, ['end'], 'c')).toBe(text.replace('2]', '2, "c"]'))
  })

  it.each(['m:\n  k: 1\n', 'm:\n  k: 1\n  l:\n', 'm:\n  l: [] # none\n  k: 1\n'])(
    'creates a missing or empty list: %j',
    before => {
      const after = appendToList(before, ['m', 'l'], 'c')
      expect(parse(after)).toEqual({ m: { k: 1, l: ['c'] } })
      expect(after).toMatch(/^ {4}- c$/m)
      expect(after.includes('# none')).toBe(before.includes('# none'))
    },
  )

  it('rejects a value that is not a list', () => {
    expect(() => appendToList(text, ['map'], 'c')).toThrow('map is not a list')
  })
})

describe('appendBlocks', () => {
  const blocks = { 'y.sh': '#!/bin/sh\n\n  exit\n', z: '{}\n' }

  it('adds texts as blocks, and keeps the following lines', () => {
    expect(appendBlocks(text, ['map'], blocks)).toBe(
      text.replace(
        '      old\n',
        '      old\n    y.sh: |\n      #!/bin/sh\n\n        exit\n    z: |\n      {}\n',
      ),
    )
    expect(parse(appendBlocks(text, ['map'], blocks)).map).toEqual({ x: 'old\n', ...blocks })
  })

  it.each([
    'm:\n  k: 1\n',
    'm:\n  n: {}\n  k: 1\n',
    'm:\n  n:\n  k: 1\n',
    '{"m": {"k": 1, "n": {"o": "p"}}}\n',
    'm: {k: 1, n: {o: p}}\n',
  ])('adds texts at any position: %j', before => {
    expect(parse(appendBlocks(before, ['m', 'n'], blocks)).m).toMatchObject({ k: 1, n: blocks })
  })

  it('keeps the line endings of the file', () => {
    const windows = text.replaceAll('\n', '\r\n')
    const after = appendBlocks(windows, ['map'], blocks)
    expect(after.match(/(?<!\r)\n/)).toBeNull()
    expect(parse(after).map['y.sh']).toBe(blocks['y.sh'])
  })

  it('rejects a value that is not a map', () => {
    expect(() => appendBlocks(text, ['list'], blocks)).toThrow('list is not a map')
  })
})

describe('setBlock', () => {
  const cases =
    'cases:\n  - name: a # first\n    old:\n      k: 1\n\n  - name: b\n  - { name: c }\n'

  it('adds a key to the end of a map', () => {
    expect(setBlock(cases, ['cases', 1], 'expect', { exit: 1, status: 'True' })).toBe(
      cases.replace('- name: b\n', '- name: b\n    expect:\n      exit: 1\n      status: "True"\n'),
    )
  })

  it('replaces a value', () => {
    expect(setBlock(cases, ['cases', 0], 'old', ['x'])).toBe(
      cases.replace('old:\n      k: 1\n', 'old:\n      - x\n'),
    )
    expect(setBlock(cases, ['cases', 0], 'name', 'z')).toBe(cases.replace('name: a', 'name: z'))
  })

  it('keeps the braces of a map', () => {
    expect(parse(setBlock(cases, ['cases', 2], 'x', { y: 1 })).cases[2]).toEqual({
      name: 'c',
      x: { y: 1 },
    })
  })
})
