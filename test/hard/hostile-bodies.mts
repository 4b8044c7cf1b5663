import type { Random } from '../conformance/differential/random.mts'

interface HostileBody {
  type: string
  body: Buffer
}

const condition = { type: 'X', status: 'True', lastHeartbeatTime: '2026-01-01T00:00:00Z' }
const container = {
  name: 'c',
  image: 'i',
  env: [{ name: 'A', value: 'b' }],
  ports: [{ hostPort: 1 }],
}
const metadata = {
  name: 'a',
  labels: { x: 'y' },
  annotations: { x: 'y' },
  finalizers: ['example.com/x'],
  ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'a', uid: 'u' }],
  managedFields: [{ manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsV1: { 'f:x': {} } }],
}
const pod = { containers: [container], tolerations: [{ key: 'a' }], volumes: [{ name: 'v' }] }

const objects: readonly object[] = [
  { metadata },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata,
    spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] },
  },
  {
    metadata,
    status: { conditions: [condition], capacity: { cpu: '1' }, addresses: [{ type: 'A' }] },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { x: 'y' }, binaryData: { z: 'YQ==' } },
  { metadata, spec: pod },
  { metadata, spec: { selector: { matchLabels: { x: 'y' } }, template: { metadata, spec: pod } } },
  {
    metadata,
    spec: {
      holderIdentity: 'a',
      leaseDurationSeconds: 5,
      renewTime: '2026-01-01T00:00:00.000000Z',
    },
  },
  {
    metadata,
    involvedObject: { kind: 'Node', namespace: 'default' },
    series: { count: 1 },
    count: 1,
  },
  {
    metadata,
    spec: { action: 'partition', mode: 'all', selector: { namespaces: ['a'] }, duration: '1m' },
  },
  { spec: { resourceAttributes: { verb: 'get', resource: 'nodes' } } },
  { preconditions: { uid: 'u' }, propagationPolicy: 'Orphan', dryRun: ['All'] },
  { metadata: { labels: { x: null }, $patch: 'merge', '$setElementOrder/finalizers': ['a'] } },
  {
    status: {
      conditions: [{ type: 'X', $patch: 'delete' }],
      '$setElementOrder/conditions': [{ type: 'X' }],
    },
  },
  [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }],
  [
    { op: 'copy', from: '/metadata', path: '/metadata/annotations/a' },
    { op: 'test', path: '/kind' },
  ],
]

const types = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
  'application/apply-patch+yaml',
] as const

const nest = (depth: number, inner: unknown): unknown => {
  let value = inner
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

const hostileValues: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    '',
    'x',
    '\ud800',
    '\u0000',
    '__proto__',
    {},
    [],
    [null],
    [[]],
  ],
  ...[{ a: null }, { constructor: 1 }, { toString: 'x' }, [{}, 1], 'x'.repeat(2_000), nest(300, 1)],
  JSON.parse('{"__proto__":{"a":1}}'),
]

const hostileKeys = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  '$patch',
  'length',
  '0',
]

/** Replaces a random part of the value, or adds a hostile field. */
const mutate = (random: Random, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || random.chance(15))
    return random.pick(hostileValues.filter(each => each !== undefined))
  const keys = Object.keys(value)
  if (Array.isArray(value)) {
    if (keys.length === 0) return [random.pick(hostileValues)]
    const index = random.below(keys.length)
    return value.map((item, at) => (at === index ? mutate(random, item) : item))
  }
  const key = random.chance(25) || keys.length === 0 ? random.pick(hostileKeys) : random.pick(keys)
  const inner = Object.hasOwn(value, key)
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : null
  return Object.fromEntries([...Object.entries(value), [key, mutate(random, inner)]])
}

/** Replaces, removes or repeats bytes. */
const damage = (random: Random, body: Buffer): Buffer => {
  const at = random.below(body.length + 1)
  if (random.chance(40)) return body.subarray(0, at)
  const noise = Buffer.from(Array.from({ length: 1 + random.below(4) }, () => random.below(256)))
  return Buffer.concat([body.subarray(0, at), noise, body.subarray(at + random.below(3))])
}

const deepTexts = ['{"a":', '[', '{"metadata":{"annotations":{"a":', '- '].map(text =>
  text.repeat(20_000),
)

const protobufBodies = [
  'k8s\0\n\x0f\n\x02v1\x12\tConfigMap\x12\x05\n\x03\n\x01a',
  'k8s\0\n\x0b\n\x02v1\x12\x05Event\x12\x07\n\x05\n\x01a2\0',
  'k8s\0\n\x0f\n\x02v1\x12\tNamespace\x12\x05\n\x03\n\x01a',
].map(text => Buffer.from(text, 'latin1'))

export const generateBody = (random: Random, method: string): HostileBody => {
  if (method === 'GET' || random.chance(3)) return { type: '', body: Buffer.alloc(0) }
  const type = random.pick(method === 'PATCH' ? types.slice(3) : types.slice(0, 3))
  if (random.chance(2)) return { type, body: Buffer.from(random.pick(deepTexts)) }
  if (type.includes('protobuf')) return { type, body: damage(random, random.pick(protobufBodies)) }
  let value: unknown = random.pick(objects)
  for (let count = random.below(3); count >= 0; count -= 1) value = mutate(random, value)
  const body = Buffer.from(JSON.stringify(value))
  return { type, body: random.chance(10) ? damage(random, body) : body }
}
