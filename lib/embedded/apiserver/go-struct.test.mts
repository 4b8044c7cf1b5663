import { expect, test } from 'vitest'
import { renderJson } from './go-json.mts'
import { toGoStruct } from './go-struct.mts'
import { configMapKind } from './kinds/config-map.mts'
import { daemonSetKind } from './kinds/daemon-set.mts'
import { eventKind } from './kinds/event.mts'
import { leaseKind } from './kinds/lease.mts'
import { networkChaosKind } from './kinds/network-chaos.mts'
import { nodeKind } from './kinds/node.mts'
import { podKind } from './kinds/pod.mts'

const metadata = { name: 'a' }

const render = (kind: Parameters<typeof toGoStruct>[0], object: object): string =>
  JSON.stringify(toGoStruct(kind, object))

test('fields are in the order of the Go struct, and map keys are sorted', () => {
  const labels = { b: '2', a: '1' }
  const object = {
    data: { z: '', a: 'x' },
    metadata: { labels, uid: 'u', name: 'a' },
    apiVersion: 'v1',
    kind: 'ConfigMap',
  }
  expect(render(configMapKind, object)).toBe(
    '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","uid":"u","labels":{"a":"1","b":"2"}},"data":{"a":"x","z":""}}',
  )
})

test('fields without omitempty are always present', () => {
  expect(toGoStruct(leaseKind, { metadata })).toEqual({ metadata, spec: {} })
  expect(toGoStruct(eventKind, { metadata, involvedObject: {}, series: {} })).toEqual({
    metadata,
    involvedObject: {},
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    series: { lastObservedTime: null },
    reportingComponent: '',
    reportingInstance: '',
  })
  const conditions = [{ type: 'Ready', status: 'True' }]
  expect(toGoStruct(nodeKind, { metadata, status: { conditions, images: [{}] } })).toMatchObject({
    spec: {},
    status: {
      conditions: [
        { type: 'Ready', status: 'True', lastHeartbeatTime: null, lastTransitionTime: null },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
      nodeInfo: { kubeletVersion: '', machineID: '' },
      images: [{ names: null }],
    },
  })
  expect(toGoStruct(daemonSetKind, { metadata })).toMatchObject({
    spec: {
      selector: null,
      template: { metadata: {}, spec: { containers: null } },
      updateStrategy: {},
    },
    status: { currentNumberScheduled: 0, numberReady: 0 },
  })
  const containerStatuses = [{ name: 'a', state: { terminated: { exitCode: 1 } } }]
  expect(toGoStruct(podKind, { metadata, status: { containerStatuses } })).toMatchObject({
    status: {
      containerStatuses: [
        {
          state: { terminated: { exitCode: 1, startedAt: null, finishedAt: null } },
          lastState: {},
          ready: false,
          restartCount: 0,
          image: '',
          imageID: '',
        },
      ],
    },
  })
})

test('empty fields with omitempty are missing, except for pointers and structs', () => {
  const spec = {
    hostNetwork: false,
    hostname: '',
    nodeSelector: {},
    tolerations: [],
    priority: 0,
    automountServiceAccountToken: false,
    securityContext: {},
    activeDeadlineSeconds: null,
    containers: [],
  }
  expect(toGoStruct(podKind, { metadata: { ...metadata, labels: {} }, spec })).toMatchObject({
    metadata: { name: 'a' },
    spec: {
      containers: [],
      automountServiceAccountToken: false,
      securityContext: {},
      priority: 0,
    },
  })
  const { spec: written } = toGoStruct(podKind, { metadata, spec })
  expect(Object.keys(written)).toHaveLength(4)
})

test('times are in UTC without fractions, and amounts have a canonical unit', () => {
  const conditions = [
    { type: 'X', status: 'True', lastHeartbeatTime: '2026-01-01T01:00:00.5+01:00' },
  ]
  expect(
    toGoStruct(nodeKind, { metadata, status: { conditions, capacity: { cpu: '2000m' } } }),
  ).toMatchObject({
    status: { capacity: { cpu: '2' }, conditions: [{ lastHeartbeatTime: '2026-01-01T00:00:00Z' }] },
  })
  const renewTime = '2026-01-01T00:00:00.000000Z'
  expect(toGoStruct(leaseKind, { metadata, spec: { renewTime } })).toMatchObject({
    spec: { renewTime },
  })
})

test('all keys of a custom resource are sorted, and none is added', () => {
  const object = {
    spec: { b: [{ d: 1, c: 2 }], a: '' },
    metadata: { name: 'a', labels: {} },
    kind: 'N',
  }
  expect(render(networkChaosKind, object)).toBe(
    '{"kind":"N","metadata":{"name":"a"},"spec":{"a":"","b":[{"c":2,"d":1}]}}',
  )
})

test('the given object stays unchanged', () => {
  const object = Object.freeze({ metadata: Object.freeze({ name: 'a' }) })
  expect(toGoStruct(leaseKind, object)).not.toBe(object)
  expect(object).toEqual({ metadata })
})

test('characters that are special in HTML are escaped', () => {
  const text = 'a < b && c > d\u2028'
  expect(renderJson({ text })).toBe('{"text":"a \\u003c b \\u0026\\u0026 c \\u003e d\\u2028"}')
  expect(JSON.parse(renderJson({ text }))).toEqual({ text })
})
