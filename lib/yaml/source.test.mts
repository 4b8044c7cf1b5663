import { expect, it } from 'vitest'
import { parseSource, problemsError } from './source.mts'

const text = `# head
settings:
  list: [a, b]
  json: |
    {
      "key": "value"
    }
`

it('knows where a value stands', () => {
  const { positionOf } = parseSource('x.yaml', text)
  expect(positionOf(['settings', 'list', 1])).toEqual({ line: 3, column: 13 })
})

it('names the nearest value around one that is not there', () => {
  const { positionOf } = parseSource('x.yaml', text)
  expect(positionOf(['settings', 'other'])).toEqual({ line: 3, column: 3 })
})

it('knows where a character inside a block of text stands', () => {
  const { document, positionInside } = parseSource('x.yaml', text)
  const json = String(document.getIn(['settings', 'json']))
  expect(positionInside(['settings', 'json'], json.indexOf('"value"'))).toEqual({
    line: 6,
    column: 14,
  })
  expect(positionInside(['settings', 'json'], 0)).toEqual({ line: 5, column: 5 })
})

it('has a place for each fault of the YAML', () => {
  expect(() => parseSource('x.yaml', 'a: 1\na: 2\n')).toThrow(
    /^x\.yaml:2:1: this is not YAML: Map keys must be unique/,
  )
})

it('tells problems line by line, each with its fix', () => {
  const position = { line: 3, column: 4 }
  const problems = [
    { position, message: 'wrong', fix: 'mend it' },
    { position, message: 'bad', fix: 'better it' },
  ]
  expect(problemsError('x', problems).message).toBe(
    'x:3:4: wrong\n  mend it\nx:3:4: bad\n  better it',
  )
})
