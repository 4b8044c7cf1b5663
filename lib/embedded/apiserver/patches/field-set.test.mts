import { expect, it } from 'vitest'
import type { MergeRule } from '../kind.mts'
import {
  addParents,
  collectChangedFields,
  collectFields,
  findCommonLeaves,
  subtract,
  union,
} from './field-set.mts'

const rules: Record<string, MergeRule> = { conditions: { keys: ['type'] }, finalizers: 'set' }

it('collects fields in fieldsV1 format', () => {
  const value = {
    a: { b: 1 },
    conditions: [{ type: 'X', status: 'True' }],
    finalizers: ['f'],
    plain: [1],
  }
  expect(collectFields(rules, value)).toEqual({
    'f:a': { 'f:b': {} },
    'f:conditions': { 'k:{"type":"X"}': { '.': {}, 'f:type': {}, 'f:status': {} } },
    'f:finalizers': { 'v:"f"': {} },
    'f:plain': {},
  })
})

it('finds changed and new fields', () => {
  expect(collectChangedFields(rules, { a: 1, b: { c: 1 } }, { a: 1, b: { c: 2, d: 3 } })).toEqual({
    'f:b': { 'f:c': {}, 'f:d': {} },
  })
  expect(collectChangedFields(rules, { a: 1 }, { a: 1 })).toEqual({})
})

it('computes unions and differences', () => {
  const [a, b] = [{ 'f:a': { 'f:x': {}, 'f:y': {} } }, { 'f:a': { 'f:x': {} }, 'f:b': {} }]
  expect(union(a, b)).toEqual({ 'f:a': { 'f:x': {}, 'f:y': {} }, 'f:b': {} })
  expect(subtract(a, b)).toEqual({ 'f:a': { 'f:y': {} } })
  expect(subtract(a, a)).toBeUndefined()
})

it('lists common leaves as in conflict messages', () => {
  const set = { 'f:a': { 'k:{"type":"X"}': { '.': {}, 'f:status': {} } }, 'f:b': { 'v:"f"': {} } }
  expect(findCommonLeaves(set, set)).toEqual(['.a[type="X"].status', '.b[="f"]'])
})

it('treats atomic values as one field', () => {
  const rules: Record<string, MergeRule> = {
    selector: 'atomic',
    owners: { keys: ['uid'], items: 'atomic' },
  }
  const value = { selector: { a: '1' }, owners: [{ uid: '1', name: 'x' }] }
  expect(collectFields(rules, value)).toEqual({
    'f:selector': {},
    'f:owners': { 'k:{"uid":"1"}': {} },
  })
  const other = { selector: { a: '2' }, owners: [{ uid: '1', name: 'y' }] }
  expect(collectChangedFields(rules, value, other)).toEqual(collectFields(rules, value))
})

it('distinguishes a map that is a field from its contents', () => {
  const [empty, full] = [{ 'f:a': {} }, { 'f:a': { 'f:x': {} } }]
  const both = { 'f:a': { '.': {}, 'f:x': {} } }
  expect(union(empty, full)).toEqual(both)
  expect(subtract(both, full)).toEqual(empty)
  expect(subtract(both, empty)).toEqual(full)
  expect(subtract(empty, full)).toEqual(empty)
  expect(subtract(empty, addParents(full))).toBeUndefined()
  expect(findCommonLeaves(empty, full)).toEqual([])
})
