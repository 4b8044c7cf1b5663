import {
  configMap,
  configMaps,
  get,
  jsonPatch,
  mergePatch,
  patch,
  post,
  put,
  remove,
  type Scenario,
  type Step,
  strategicPatch,
} from './step.mts'

const a = `${configMaps}/a`
const stale = { metadata: { resourceVersion: '{first}' } }

const conflicts: Step[] = [
  { request: `DELETE ${configMaps}` },
  {
    ...post(configMaps, configMap('a', { data: { x: '1' } })),
    keep: { first: 'metadata.resourceVersion', uid: 'metadata.uid' },
  },
  { ...patch(a, { data: { x: '2' } }), keep: { second: 'metadata.resourceVersion' } },
  put(a, configMap('a', { data: { x: '3' } }, { resourceVersion: '{first}' })),
  {
    ...put(a, configMap('a', { data: { x: '3' } }, { resourceVersion: '{second}' })),
    keep: { third: 'metadata.resourceVersion' },
  },
  // Without a resource version, the write is unconditional. The same content does not create a new
  // version.
  { ...put(a, configMap('a', { data: { x: '3' } })), keep: { same: 'metadata.resourceVersion' } },
  put(a, configMap('a', { data: { x: '3' } }, { resourceVersion: '{third}' })),
  put(a, configMap('a', { data: { x: '4' } }, { resourceVersion: '0' })),
  put(a, configMap('a', { data: { x: '4' } }, { resourceVersion: 'moon' })),
  put(a, configMap('a', { data: { x: '4' } }, { uid: '00000000-0000-0000-0000-000000000000' })),
  put(a, configMap('a', { data: { x: '4' } }, { uid: '{uid}' })),
  put(a, configMap('b', { data: {} })),
  put(a, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }),
  put(a, configMap('a', {}, { namespace: 'default' })),
  put(a, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }),
  put(a, { apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'a' } }),
  put(a, { metadata: { name: 'a' }, data: { without: 'kind' } }),
  put(`${configMaps}/nobody`, configMap('nobody')),
  put(`${configMaps}/nobody`, configMap('nobody', {}, { resourceVersion: '{first}' })),
  patch(a, stale),
  patch(a, { ...stale, data: { x: '5' } }),
  patch(a, { ...stale, data: { x: '5' } }, strategicPatch),
  patch(a, [{ op: 'replace', path: '/metadata/resourceVersion', value: '{first}' }], jsonPatch),
  patch(a, [{ op: 'test', path: '/metadata/resourceVersion', value: '{first}' }], jsonPatch),
  patch(a, [{ op: 'add', path: '/data/x/y', value: '1' }], jsonPatch),
  patch(a, [{ op: 'moon', path: '/data/x' }], jsonPatch),
  patch(a, { op: 'add' }, jsonPatch),
  { ...patch(a, { data: { x: '5' } }), keep: { fourth: 'metadata.resourceVersion' } },
  patch(a, { metadata: { resourceVersion: '{fourth}' }, data: { x: '6' } }),
  patch(a, { metadata: { uid: '00000000-0000-0000-0000-000000000000' } }),
  patch(a, { metadata: { name: 'b' } }),
  patch(a, { metadata: { namespace: 'default' } }),
  patch(a, { kind: 'Secret' }),
  patch(a, { data: null }),
  patch(a, {}),
  patch(a, { data: { x: '7' } }, 'application/json'),
  patch(a, { data: { x: '7' } }, 'application/moon'),
  patch(a, '', mergePatch),
  patch(a, '[]', mergePatch),
  patch(a, '"moon"', mergePatch),
  patch(`${configMaps}/nobody`, { data: {} }),
  patch(configMaps, { data: {} }),
]

const creations: Step[] = [
  post(configMaps, configMap('a')),
  post(configMaps, configMap('b', {}, { resourceVersion: '1' })),
  post(configMaps, configMap('b', {}, { namespace: 'default' })),
  post(
    configMaps,
    configMap('b', {}, { uid: '00000000-0000-0000-0000-000000000000', generation: 7 }),
  ),
  post(configMaps, { kind: 'ConfigMap', apiVersion: 'v1' }),
  post(configMaps, { metadata: { name: 'c' } }),
  post(configMaps, { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'c' } }),
  post(configMaps, configMap('c', { data: { x: 1 } })),
  post(configMaps, configMap('c', { moon: 1 })),
  post(`${configMaps}?fieldValidation=Strict`, configMap('c', { moon: 1 })),
  post(`${configMaps}?fieldValidation=Ignore`, configMap('d', { moon: 1 })),
  post(`${configMaps}?fieldValidation=Moon`, configMap('e')),
  post(`${configMaps}?dryRun=All`, configMap('e')),
  post(`${configMaps}?dryRun=Moon`, configMap('e')),
  post(`${configMaps}?fieldManager=${'m'.repeat(130)}`, configMap('e')),
  get(`${configMaps}/e`),
  post(configMaps, ''),
  post(configMaps, '{'),
  post(configMaps, '[]'),
  { request: `POST ${configMaps}`, body: 'moon', type: 'application/moon' },
  {
    request: `POST ${configMaps}`,
    body: 'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: yaml\n',
    type: 'application/yaml',
  },
  post(`${configMaps}/e`, configMap('e')),
  post('/api/v1/namespaces/nobody/configmaps', configMap('e')),
  post('/api/v1/configmaps', configMap('e')),
]

const deletions: Step[] = [
  {
    ...post(configMaps, configMap('gone')),
    keep: { uid: 'metadata.uid', version: 'metadata.resourceVersion' },
  },
  remove(`${configMaps}/gone`, { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } }),
  remove(`${configMaps}/gone`, { preconditions: { resourceVersion: '1' } }),
  remove(`${configMaps}/gone`, { preconditions: { uid: '{uid}', resourceVersion: '1' } }),
  remove(`${configMaps}/gone?dryRun=All`),
  remove(`${configMaps}/gone`, { dryRun: ['All'] }),
  remove(`${configMaps}/gone`, { dryRun: ['Moon'] }),
  remove(`${configMaps}/gone`, { propagationPolicy: 'Moon' }),
  remove(`${configMaps}/gone?propagationPolicy=Moon`),
  remove(`${configMaps}/gone`, { orphanDependents: true, propagationPolicy: 'Background' }),
  remove(`${configMaps}/gone`, { gracePeriodSeconds: -5 }),
  remove(`${configMaps}/gone`, '{'),
  remove(`${configMaps}/gone`, { preconditions: { uid: '{uid}', resourceVersion: '{version}' } }),
  remove(`${configMaps}/gone`),
  post(configMaps, configMap('held', {}, { finalizers: ['example.com/hold'] })),
  remove(`${configMaps}/held`),
  remove(`${configMaps}/held`),
  patch(`${configMaps}/held`, {
    metadata: { finalizers: ['example.com/hold', 'example.com/more'] },
  }),
  patch(`${configMaps}/held`, { metadata: { labels: { still: 'here' } } }),
  patch(`${configMaps}/held`, { metadata: { deletionTimestamp: null } }),
  patch(`${configMaps}/held`, { metadata: { finalizers: null } }),
  get(`${configMaps}/held`),
  remove(`${configMaps}?labelSelector=color%3Dnone`),
  remove(`${configMaps}?fieldSelector=metadata.name%3Db`),
  remove(`${configMaps}?dryRun=All`),
  { request: 'DELETE /api/v1/configmaps' },
  { request: `PUT ${configMaps}`, body: configMap('a') },
]

const lease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'l' },
  spec: { holderIdentity: 'a' },
}
const leases = '/apis/coordination.k8s.io/v1/namespaces/play/leases'
const event = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', namespace: 'play' },
  involvedObject: { kind: 'ConfigMap', name: 'a', namespace: 'play' },
  reason: 'Moon',
  type: 'Normal',
}
const daemonSets = '/apis/apps/v1/namespaces/play/daemonsets'
const daemonSet = (image: string, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'd', ...metadata },
  spec: {
    selector: { matchLabels: { app: 'd' } },
    template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image }] } },
  },
})

/** Which writes increase the generation, and which create a missing object. */
const generations: Step[] = [
  put(`${leases}/l`, lease),
  patch(`${leases}/l`, { spec: { holderIdentity: 'b' } }),
  put(`${leases}/nobody`, { ...lease, metadata: { name: 'nobody', resourceVersion: '5' } }),
  put('/api/v1/namespaces/play/events/e', event),
  post(daemonSets, daemonSet('i', { generation: 9 })),
  patch(`${daemonSets}/d`, { metadata: { labels: { x: 'y' } } }),
  patch(`${daemonSets}/d`, { spec: { minReadySeconds: 5 } }),
  patch(`${daemonSets}/d`, { metadata: { generation: 12 } }),
  patch(`${daemonSets}/d/status`, { status: { observedGeneration: 2 } }),
  patch(`${daemonSets}/d/status`, {
    spec: { minReadySeconds: 7 },
    metadata: { labels: { by: 'status' } },
  }),
  patch(`${daemonSets}/d`, { status: { observedGeneration: 7 } }),
  get(`${daemonSets}/d/status`),
  patch(`${daemonSets}/d/status`, {
    metadata: { resourceVersion: '1' },
    status: { numberReady: 1 },
  }),
  put(`${daemonSets}/nobody`, { ...daemonSet('i'), metadata: { name: 'nobody' } }),
  { ...get(`${daemonSets}/d`), accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  remove(`${daemonSets}/d`, { propagationPolicy: 'Foreground' }),
  patch(`${daemonSets}/d`, { metadata: { finalizers: null } }),
]

export const writes: Scenario[] = [
  { title: 'conflicts and patches', steps: conflicts },
  { title: 'creations', steps: creations },
  { title: 'deletions', steps: deletions },
  { title: 'generations', steps: generations },
]
