import { expect, it } from 'vitest'
import { createProblemsError, parseSource } from './source.mts'

const text = `# head
settings:
  list: [a, b]
  json: |
    {
      "key": "value"
    }
`

it('returns the position of a value', () => {
  const { positionOf } = parseSource('x.yaml', text)
  expect(positionOf(['settings', 'list', 1])).toEqual({ line: 3, column: 13 })
})

it('returns the position of the nearest value around a missing one', () => {
  const { positionOf } = parseSource('x.yaml', text)
  expect(positionOf(['settings', 'other'])).toEqual({ line: 3, column: 3 })
})

it('returns the position of a character in a block', () => {
  const { document, positionInside } = parseSource('x.yaml', text)
  const json = String(document.getIn(['settings', 'json']))
  expect(positionInside(['settings', 'json'], json.indexOf('"value"'))).toEqual({
    line: 6,
    column: 14,
  })
  expect(positionInside(['settings', 'json'], 0)).toEqual({ line: 5, column: 5 })
})

it('reports the position of each YAML error', () => {
  expect(() => parseSource('x.yaml', 'a: 1\na: 2\n')).toThrow(
    /^Failed to read x\.yaml:2:1: invalid YAML: Map keys must be unique/,
  )
})

it.each(['- ', '[', '{a: ', '? ', 'a: '])('rejects a file with many levels of %j', level => {
  expect(() => parseSource('x.yaml', level.repeat(20_000))).toThrow(
    'Failed to read x.yaml: it is nested too deeply.',
  )
})

it('formats each problem with its position and fix', () => {
  const position = { line: 3, column: 4 }
  const problems = [
    { position, message: 'wrong', fix: 'fix it' },
    { position, message: 'bad', fix: 'remove it' },
  ]
  expect(createProblemsError('x', problems).message).toBe(
    'Failed to read x:3:4: wrong.\n  Fix it.\nFailed to read x:3:4: bad.\n  Remove it.',
  )
})
