import { expect, test } from 'vitest'
import type { LabelSelectorRequirement } from '../types.mts'
import { checkRequirements, matchesLabels, matchesRequirements } from './label-selector.mts'

const labels = { app: 'npd', nodeName: 'worker' }

test('all labels must match', () => {
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
])('%j is %s', (requirement, expected) => {
  expect(matchesRequirements(labels, [requirement])).toBe(expected)
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
])('%j is refused with %j', (requirement, message) => {
  const check = () => checkRequirements({}, [requirement as LabelSelectorRequirement])
  expect(check).toThrow(new Error(message))
})

test('what is right is not refused', () => {
  checkRequirements({ app: 'npd', empty: '' }, [{ key: 'a', operator: 'In', values: ['b'] }])
})
