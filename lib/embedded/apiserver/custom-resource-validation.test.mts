import { expect, test } from 'vitest'
import { validateBySchema } from './custom-resource-validation.mts'
import { networkChaosSchema } from './schemas/network-chaos.mts'

const listErrors = (object: object): string[] =>
  validateBySchema(networkChaosSchema, object).map(({ field, message }) => `${field}: ${message}`)

test('missing required fields are reported by name', () => {
  expect(listErrors({})).toEqual(['spec: Required value'])
  expect(listErrors({ spec: {} })).toEqual([
    'spec.action: Required value',
    'spec.mode: Required value',
    'spec.selector: Required value',
  ])
})

test('types and values are validated against the schema', () => {
  const spec = {
    action: 'cut',
    mode: 'all',
    duration: 5,
    selector: {
      namespaces: 'x',
      labelSelectors: { a: 1 },
      expressionSelectors: [{ key: 'a' }],
    },
  }
  expect(listErrors({ spec })).toEqual([
    'spec.action: Unsupported value: "cut": supported values: "netem", "delay", "loss", "duplicate", "corrupt", "partition", "bandwidth"',
    'spec.duration: Invalid value: "integer": spec.duration in body must be of type string: "integer"',
    'spec.selector.namespaces: Invalid value: "string": spec.selector.namespaces in body must be of type array: "string"',
    'spec.selector.labelSelectors.a: Invalid value: "integer": spec.selector.labelSelectors.a in body must be of type string: "integer"',
    'spec.selector.expressionSelectors[0].operator: Required value',
  ])
})

test('a type error has the reason FieldValueTypeInvalid', () => {
  expect(validateBySchema(networkChaosSchema, { spec: [] })[0]?.reason).toBe(
    'FieldValueTypeInvalid',
  )
})
