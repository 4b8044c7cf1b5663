import { expect, test } from 'vitest'
import type { LabelSelectorRequirement } from '../types.mts'
import { matchesLabels, toRequirements } from './label-selector.mts'
import { matchesSelector } from './requirement.mts'

const labels = { app: 'npd', nodeName: 'worker' }

test('matches only if all labels match', () => {
  expect(matchesLabels(labels, { app: 'npd' })).toBe(true)
  expect(matchesLabels(labels, { app: 'npd', nodeName: 'worker2' })).toBe(false)
  expect(matchesLabels(undefined, { app: 'npd' })).toBe(false)
  expect(matchesLabels(undefined, {})).toBe(true)
})

test.each<[LabelSelectorRequirement, boolean]>([
  [{ key: 'nodeName', operator: 'In', values: ['worker', 'worker3'] }, true],
  [{ key: 'nodeName', operator: 'In', values: ['worker3'] }, false],
  [{ key: 'zone', operator: 'In', values: ['a'] }, false],
  [{ key: 'nodeName', operator: 'NotIn', values: ['worker'] }, false],
  [{ key: 'zone', operator: 'NotIn', values: ['a'] }, true],
  [{ key: 'app', operator: 'Exists' }, true],
  [{ key: 'zone', operator: 'Exists' }, false],
  [{ key: 'zone', operator: 'DoesNotExist' }, true],
  [{ key: 'constructor', operator: 'Exists' }, false],
])('matches %j: %s', (requirement, expected) => {
  expect(matchesSelector(labels, toRequirements({}, [requirement]))).toBe(expected)
})

test.each([
  [{ key: 'a', operator: 'Foo' }, '"Foo" is not a valid label selector operator'],
  [
    { key: 'a', operator: 'In' },
    "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
  ],
  [
    { key: 'a', operator: 'Exists', values: ['b'] },
    'values: Invalid value: ["b"]: values set must be empty for exists and does not exist',
  ],
])('rejects %j with %j', (requirement, message) => {
  const convert = () => toRequirements({}, [requirement as LabelSelectorRequirement])
  expect(convert).toThrow(new Error(message))
})

test('converts labels and expressions to requirements', () => {
  expect(
    toRequirements({ app: 'npd', empty: '' }, [{ key: 'a', operator: 'In', values: ['b'] }]),
  ).toEqual([
    { key: 'app', operator: '=', values: ['npd'] },
    { key: 'empty', operator: '=', values: [''] },
    { key: 'a', operator: 'in', values: ['b'] },
  ])
})

test('names each invalid value in the message', () => {
  const convert = () => toRequirements({}, [{ key: 'a', operator: 'In', values: ['_', 'b', '-'] }])
  expect(convert).toThrow(/^\[values\[0\]\[a\]: Invalid value: "_": .*, values\[2\]\[a\]: .*\]$/)
})
