import { expect, test } from 'vitest'
import {
  ageColumn,
  nameColumn,
  renderLabels,
  renderOrNone,
  renderOrUnknown,
  renderSelector,
} from './columns.mts'

test('an object without a creation time has an unknown age', () => {
  const object = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } }
  expect([nameColumn, ageColumn].map(({ renderCell }) => renderCell(object, new Date()))).toEqual([
    'n',
    '<unknown>',
  ])
})

test('empty values have placeholders', () => {
  expect([
    renderOrNone(''),
    renderOrNone(undefined),
    renderOrNone('x'),
    renderOrUnknown(''),
  ]).toEqual(['<none>', '<none>', 'x', '<unknown>'])
})

test('labels and selectors are rendered in command-line syntax', () => {
  expect(renderLabels()).toBe('<none>')
  expect(renderLabels({ b: '2', a: '' })).toBe('a=,b=2')
  expect(renderSelector({})).toBe('<none>')
  expect(
    renderSelector({
      matchLabels: { app: 'npd' },
      matchExpressions: [
        { key: 'node', operator: 'In', values: ['b', 'a'] },
        { key: 'zone', operator: 'NotIn', values: ['c'] },
        { key: 'role', operator: 'Exists' },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    }),
  ).toBe('!old,app=npd,node in (a,b),role,zone notin (c)')
})
