import { expect, test } from 'vitest'
import {
  atomic,
  collectListRules,
  described,
  each,
  int32,
  listBy,
  listOf,
  object,
  setOf,
  string,
} from './schema.mts'
import { daemonSetSchema } from './schemas/daemon-set.mts'

test('a suffix of a name makes a field required, always written, or a pointer', () => {
  const fields = { 'number!': int32, ...each('name! protocol host+ zone?', string) }
  expect(object('x.v1.Port', fields)).toEqual({
    type: 'object',
    name: 'x.v1.Port',
    fields: { number: int32, name: string, protocol: string, host: string, zone: string },
    required: ['number', 'name'],
    written: ['number', 'name', 'host'],
    pointers: ['zone'],
  })
})

test('a description is added to a copy', () => {
  expect(described(string, 'Text.')).toEqual({ type: 'string', description: 'Text.' })
  expect(string).toEqual({ type: 'string' })
})

test('merge rules are keyed by paths without list indexes', () => {
  const env = listBy(['name'], object(undefined, { name: string }))
  const container = object(undefined, { env, args: listOf(string) })
  const schema = object(undefined, { containers: listBy(['name'], container), sets: setOf(string) })
  expect(collectListRules(schema)).toEqual({
    containers: { keys: ['name'] },
    'containers.env': { keys: ['name'] },
    sets: 'set',
  })
})

test('an atomic map and a list with atomic items each have one rule', () => {
  const reference = atomic(object(undefined, { name: string }))
  const owners = listBy(['uid'], reference)
  expect(
    collectListRules(object(undefined, { owners, reference, loose: listOf(reference) })),
  ).toEqual({
    owners: { keys: ['uid'], items: 'atomic' },
    reference: 'atomic',
  })
})

test('a DaemonSet has merge rules for its pod template', () => {
  expect(collectListRules(daemonSetSchema)).toMatchObject({
    'metadata.finalizers': 'set',
    'metadata.ownerReferences': { keys: ['uid'] },
    'spec.template.spec.volumes': { keys: ['name'] },
    'spec.template.spec.containers.ports': { keys: ['containerPort', 'protocol'] },
    'status.conditions': { keys: ['type'] },
  })
  expect(collectListRules(daemonSetSchema)).not.toHaveProperty(['spec.template.spec.tolerations'])
})
