import { expect, test } from 'vitest'
import type { KubeNode } from '../../../kube/types.mts'
import { nodeKind } from './node.mts'

const now = new Date('2026-01-01T00:10:00Z')

const createNode = (more: Partial<KubeNode> = {}): KubeNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', creationTimestamp: '2026-01-01T00:00:00Z' },
  ...more,
})

const renderCells = (node: KubeNode) =>
  nodeKind.columns.map(({ renderCell }) => renderCell(node, now))

test('a node shows status, roles and version, and in wide output addresses and system', () => {
  const node = createNode({
    metadata: {
      name: 'n1',
      labels: {
        'node-role.kubernetes.io/worker': '',
        'node-role.kubernetes.io/control-plane': '',
        'kubernetes.io/role': 'edge',
      },
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: { unschedulable: true },
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [
        { type: 'Hostname', address: 'n1' },
        { type: 'InternalIP', address: '172.18.0.2' },
      ],
      nodeInfo: { kubeletVersion: 'v1.34.0', osImage: 'Debian GNU/Linux 12 (bookworm)' },
    },
  })
  expect(renderCells(node)).toEqual([
    'n1',
    'Ready,SchedulingDisabled',
    'control-plane,edge,worker',
    '10m',
    'v1.34.0',
    '172.18.0.2',
    '<none>',
    'Debian GNU/Linux 12 (bookworm)',
    '<unknown>',
    '<unknown>',
  ])
})

test.each([
  [undefined, 'Unknown'],
  ['True', 'Ready'],
  ['False', 'NotReady'],
  ['Unknown', 'NotReady'],
] as const)('a node with Ready %s is %s', (status, expected) => {
  const conditions = status ? [{ type: 'Ready', status }] : []
  expect(renderCells(createNode({ status: { conditions } }))[1]).toBe(expected)
})

test('the whole capacity of a node is allocatable by default', () => {
  const node = createNode({ status: { capacity: { cpu: '2' } } })
  nodeKind.setDefaults?.(node)
  expect(node.status?.allocatable).toEqual({ cpu: '2' })
})

test('a new node is tainted once, in addition to its own taints', () => {
  const own = { key: 'a', effect: 'NoExecute' }
  const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }
  for (const taints of [undefined, [own], [notReady], [notReady, own]]) {
    const node = createNode({ spec: { taints } })
    nodeKind.prepareForCreate?.(node)
    const others = taints?.filter(taint => taint !== notReady) ?? []
    expect(node.spec?.taints).toHaveLength(others.length + 1)
    expect(node.spec?.taints).toEqual(expect.arrayContaining([...others, notReady]))
  }
})

test('taints require a key and an effect and must be unique', () => {
  const taints = [
    { key: 'a', effect: 'Foo' },
    { key: '', effect: 'NoExecute' },
    { key: 'b', effect: 'NoSchedule' },
    { key: 'b', effect: 'NoSchedule' },
  ]
  const errors = nodeKind.validate?.(createNode({ spec: { taints } })) ?? []
  expect(errors.map(({ field, reason }) => [field, reason])).toEqual([
    ['metadata.taints[0].effect', 'FieldValueNotSupported'],
    ['metadata.taints[1].key', 'FieldValueInvalid'],
    ['metadata.taints[1].key', 'FieldValueInvalid'],
    ['metadata.taints[3]', 'FieldValueDuplicate'],
  ])
})

test('the podCIDR of a node is immutable', () => {
  const [before, after] = ['10.0.0.0/24', '10.0.1.0/24'].map(podCIDR =>
    createNode({ spec: { podCIDR } }),
  )
  if (!before || !after) throw new Error('two nodes are required')
  expect(nodeKind.validateUpdate?.(before, createNode())).toEqual([])
  expect(nodeKind.validateUpdate?.(after, before)).toMatchObject([
    { field: 'spec.podCIDRs', message: expect.stringContaining('may not change podCIDR') },
  ])
})

test('nodes can be selected by spec.unschedulable, which defaults to false', () => {
  const render = nodeKind.computedSelectableFields?.['spec.unschedulable']
  expect([render?.(createNode()), render?.(createNode({ spec: { unschedulable: true } }))]).toEqual(
    ['false', 'true'],
  )
})
