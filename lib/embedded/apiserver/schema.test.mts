import { expect, test } from 'vitest'
import {
  asAtomic,
  collectMergeRules,
  createFields,
  int32,
  listOf,
  listWithKeys,
  object,
  setOf,
  string,
  withDescription,
} from './schema.mts'
import { daemonSetSchema } from './schemas/daemon-set.mts'

test('a suffix of a name makes a field required, always written, or a pointer', () => {
  const fields = { 'number!': int32, ...createFields('name! protocol host+ zone?', string) }
  expect(object('x.v1.Port', fields)).toEqual({
    type: 'object',
    name: 'x.v1.Port',
    fields: { number: int32, name: string, protocol: string, host: string, zone: string },
    required: ['number', 'name'],
    alwaysWrittenFields: ['number', 'name', 'host'],
    pointerFields: ['zone'],
  })
})

test('a description is added to a copy', () => {
  expect(withDescription(string, 'Text.')).toEqual({ type: 'string', description: 'Text.' })
  expect(string).toEqual({ type: 'string' })
})

test('merge rules are keyed by paths without list indexes', () => {
  const env = listWithKeys(['name'], object(undefined, { name: string }))
  const container = object(undefined, { env, args: listOf(string) })
  const schema = object(undefined, {
    containers: listWithKeys(['name'], container),
    sets: setOf(string),
  })
  expect(collectMergeRules(schema)).toEqual({
    containers: { keys: ['name'] },
    'containers.env': { keys: ['name'] },
    sets: 'set',
  })
})

test('an atomic map and a list with atomic items each have one rule', () => {
  const reference = asAtomic(object(undefined, { name: string }))
  const owners = listWithKeys(['uid'], reference)
  expect(
    collectMergeRules(object(undefined, { owners, reference, loose: listOf(reference) })),
  ).toEqual({
    owners: { keys: ['uid'], items: 'atomic' },
    reference: 'atomic',
  })
})

test('a DaemonSet has merge rules for its pod template', () => {
  expect(collectMergeRules(daemonSetSchema)).toMatchObject({
    'metadata.finalizers': 'set',
    'metadata.ownerReferences': { keys: ['uid'] },
    'spec.template.spec.volumes': { keys: ['name'] },
    'spec.template.spec.containers.ports': { keys: ['containerPort', 'protocol'] },
    'status.conditions': { keys: ['type'] },
  })
  expect(collectMergeRules(daemonSetSchema)).not.toHaveProperty(['spec.template.spec.tolerations'])
})
