import { expect, test } from 'vitest'
import { findTypeError, listUnknownFields } from './decoding.mts'
import { nodeSchema } from './schemas/node.mts'
import { podSchema } from './schemas/pod.mts'
import { configMapSchema } from './schemas/small-kinds.mts'

const createPod = (container: object) => ({
  metadata: { name: 'a' },
  spec: { containers: [container] },
})

test('a value of the wrong type is reported with its struct and path', () => {
  const errors = [
    findTypeError(configMapSchema, { data: { a: 1 } }),
    findTypeError(configMapSchema, { metadata: { labels: { a: true } } }),
    findTypeError(configMapSchema, { data: [] }),
    findTypeError(podSchema, createPod({ env: [{ name: 'A', value: false }] })),
    findTypeError(podSchema, { spec: { containers: {} } }),
    findTypeError(nodeSchema, { spec: 'x' }),
    findTypeError(nodeSchema, { spec: { unschedulable: 'yes' } }),
    findTypeError(podSchema, createPod({ ports: [{ containerPort: '80' }] })),
  ]
  expect(errors).toEqual([
    'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
    'json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string',
    'json: cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.value of type string',
    'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
    'json: cannot unmarshal string into Go struct field Node.spec of type v1.NodeSpec',
    'json: cannot unmarshal string into Go struct field NodeSpec.spec.unschedulable of type bool',
    'json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
  ])
})

test('null, unknown fields and fields without a schema cause no type error', () => {
  expect(findTypeError(podSchema, createPod({ image: null, foo: 1 }))).toBe(undefined)
  expect(findTypeError(nodeSchema, { spec: { configSource: 'x' } })).toBe(undefined)
})

test('unknown fields are listed in order and can be removed from their objects', () => {
  const pod = createPod({ name: 'a', imagePullPolice: 'Never', resources: { any: 1 } })
  const object = { ...pod, spek: {}, metadata: { name: 'a', label: {} } }
  const unknown = listUnknownFields(podSchema, object)
  expect(unknown.map(({ path }) => path)).toEqual([
    'metadata.label',
    'spec.containers[0].imagePullPolice',
    'spec.containers[0].resources.any',
    'spek',
  ])
  for (const { parent, field } of unknown) delete parent[field]
  expect(object).toEqual(createPod({ name: 'a', resources: {} }))
})

test('an invalid time is reported with the message of Go', () => {
  const findTimeError = (lastHeartbeatTime: string) =>
    findTypeError(nodeSchema, {
      status: { conditions: [{ type: 'A', status: 'True', lastHeartbeatTime }] },
    })
  expect(
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.123456Z', '0001-01-01T00:00:00Z'].map(
      findTimeError,
    ),
  ).toEqual([undefined, undefined, undefined])
  expect(findTimeError('garbage')).toBe(
    'parsing time "garbage" as "2006-01-02T15:04:05Z07:00": cannot parse "garbage" as "2006"',
  )
  expect(findTimeError('2026-13-45T99:00:00Z')).toBe(
    'parsing time "2026-13-45T99:00:00Z": month out of range',
  )
})
