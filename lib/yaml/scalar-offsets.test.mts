import { expect, it } from 'vitest'
import { parseDocument, type Scalar } from 'yaml'
import { findScalarOffsets } from './scalar-offsets.mts'

/** Returns the source character for each character of the value. */
const sourcesOf = (text: string): string[] => {
  const node = parseDocument(text).get('a', true) as Scalar<string>
  const offsets = findScalarOffsets(node, text)
  expect(offsets).toHaveLength(node.value.length + 1)
  expect(offsets.every(offset => offset >= 0 && offset <= text.length)).toBe(true)
  return node.value.split('').map((_, index) => text.charAt(offsets[index] ?? -1))
}

const toValue = (text: string): string[] => String(parseDocument(text).get('a')).split('')
/** Hides white space, whose source can be other white space or an escape sequence. */
const withoutSpace = (characters: string[]) => characters.map(each => each.replace(/[\s\\]/, '·'))

it.each([
  ['a literal block', 'a: |\n  one\n    two\n\n  three\nb: 1\n'],
  ['a literal block with an indentation indicator', 'a: &x |2- # why\n     one\n\n   two\n'],
  ['a literal block with CRLF line endings', 'a: |\r\n  one\r\n  two\r\n'],
  ['a folded block', 'a: >\n  one\n  two\n\n  three\n    four\n'],
  ['a plain scalar', 'a: one\n  two\n  three # no\n'],
  ['a single-quoted scalar', "a: 'it\n  is two'\n"],
  ['a double-quoted scalar', 'a: "one  two\n  three\n\n  four"\n'],
])('finds each character of %s', (_, text) => {
  expect(withoutSpace(sourcesOf(text))).toEqual(withoutSpace(toValue(text)))
})

it('skips escape sequences and continued lines', () => {
  const text = 'a: "\\t\\x41\\u00e9\\U0001F600z\\\n   end\\n\\"q"\n'
  const node = parseDocument(text).get('a', true) as Scalar<string>
  const offsets = findScalarOffsets(node, text)
  expect(node.value).toBe('\tAé😀zend\n"q')
  expect(offsets[node.value.indexOf('end')]).toBe(text.indexOf('end'))
  expect(offsets[node.value.indexOf('q')]).toBe(text.indexOf('q'))
})

it('skips a doubled quote', () => {
  const text = "a: 'it''s here'\n"
  const node = parseDocument(text).get('a', true) as Scalar<string>
  expect(findScalarOffsets(node, text)[node.value.indexOf('here')]).toBe(text.indexOf('here'))
})
