import {
  applyPatch,
  configMap,
  configMaps,
  get,
  patch,
  post,
  put,
  type Scenario,
  type Step,
} from './step.mts'

const path = `${configMaps}/owned`

const apply = (manager: string, data: object, more = '', metadata: object = {}): Step =>
  patch(
    `${path}?fieldManager=${manager}${more}`,
    configMap('owned', { data }, metadata),
    applyPatch,
  )

const owners: Step[] = [
  apply('one', { x: '1', y: '1', z: '1' }),
  apply('one', { x: '1', y: '1', z: '1' }),
  apply('two', { x: '1', w: '2' }),
  apply('two', { x: '2', w: '2' }),
  apply('two', { x: '2', y: '2' }),
  apply('two', { x: '2', y: '2' }, '&dryRun=All&force=true'),
  apply('two', { x: '2', w: '2' }, '&force=true'),
  // A field with no other owner is removed once its manager applies without it.
  apply('one', { y: '1' }),
  apply('two', {}),
  {
    ...patch(`${path}?fieldManager=hand`, { data: { y: 'hand', q: 'hand' } }),
    keep: { hand: 'metadata.resourceVersion' },
  },
  apply('one', { y: '1' }),
  apply('one', { y: '1', q: '1' }),
  apply('one', { y: 'hand' }),
  apply('one', { y: 'one' }, '', { resourceVersion: '1' }),
  apply('one', { y: 'hand' }, '', { resourceVersion: '{hand}' }),
  apply('one', { y: 'one' }, '', { managedFields: [] }),
  apply('one', { y: 'one' }, '', { managedFields: [{ manager: 'moon' }] }),
  apply('one', { y: 'one' }, '', { uid: '00000000-0000-0000-0000-000000000000' }),
  apply('one', { y: 1 }, '&force=true'),
  patch(path, configMap('owned', { data: {} }), applyPatch),
  patch(`${path}?fieldManager=one&force=moon`, configMap('owned'), applyPatch),
  patch(`${path}?fieldManager=one`, configMap('other'), applyPatch),
  patch(`${path}?fieldManager=one`, { metadata: { name: 'owned' } }, applyPatch),
  patch(`${path}?fieldManager=one`, '{', applyPatch),
  patch(`${path}?fieldManager=one`, configMap('owned', { moon: '1' }), applyPatch),
  patch(`${path}?fieldManager=one&force=true`, { data: { y: '2' } }),
  patch(`${path}?fieldManager=hand`, { metadata: { managedFields: [{}] } }),
  apply('one', { y: '3' }),
  put(`${path}?fieldManager=putter`, configMap('owned', { data: { y: '4', p: '4' } })),
  put(`${path}?fieldManager=putter`, configMap('owned', { data: { y: '4' } })),
  get(path),
]

const pods = '/api/v1/namespaces/play/pods'
const pod = (containers: object[], metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ...metadata },
  spec: { containers },
})
const applyPod = (manager: string, body: object, more = ''): Step =>
  patch(`${pods}/p?fieldManager=${manager}${more}`, body, applyPatch)

/** Lists with keys, and sets. */
const lists: Step[] = [
  applyPod(
    'one',
    pod([{ name: 'c', image: 'i:1', env: [{ name: 'A', value: '1' }] }], {
      finalizers: ['example.com/one'],
    }),
  ),
  applyPod('two', pod([{ name: 'c', image: 'i:2' }])),
  applyPod('two', pod([{ name: 'c', image: 'i:2' }]), '&force=true'),
  applyPod('two', {
    ...pod([]),
    spec: {},
    metadata: { name: 'p', labels: { a: 'b' }, finalizers: ['example.com/two'] },
  }),
  applyPod('one', pod([{ name: 'c', image: 'i:2', env: [{ name: 'A', value: '1' }] }])),
  applyPod('one', pod([{ name: 'c', image: 'i:2', env: [{ name: 'A', value: '2' }] }])),
  patch(
    `${pods}/p/status?fieldManager=kubelet`,
    { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    'application/strategic-merge-patch+json',
  ),
  patch(
    `${pods}/p/status?fieldManager=three`,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    },
    applyPatch,
  ),
  patch(
    `${pods}/nobody/status?fieldManager=three`,
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'nobody' }, status: {} },
    applyPatch,
  ),
  post(pods, pod([{ name: 'c', image: 'i' }])),
]

export const applies: Scenario[] = [
  { title: 'owners of fields', steps: owners },
  { title: 'owners of list items', steps: lists },
]
