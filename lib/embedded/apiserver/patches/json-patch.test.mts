import { expect, it } from 'vitest'
import { applyJsonPatch } from './json-patch.mts'

it('applies its operations in order, to a copy', () => {
  const current = { a: { b: 1 }, c: [1] }
  const patch = [
    { op: 'replace', path: '/a/b', value: 2 },
    { op: 'add', path: '/c/-', value: 3 },
    { op: 'test', path: '/a/b', value: 2 },
  ]
  expect(applyJsonPatch(current, patch)).toEqual({ a: { b: 2 }, c: [1, 3] })
  expect(current).toEqual({ a: { b: 1 }, c: [1] })
})

it('fails as a whole with one operation that fails', () => {
  const patch = [{ op: 'test', path: '/a', value: 2 }]
  expect(() => applyJsonPatch({ a: 1 }, patch)).toThrow('the server rejected our request')
  expect(() => applyJsonPatch({ a: 1 }, {})).toThrow('cannot unmarshal object')
})
