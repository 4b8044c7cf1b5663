import type { Command } from './commands.mts'
import { rawObjects } from './raw-objects.mts'

const core = '/api/v1'
const apps = '/apis/apps/v1'
const inSpace = `${core}/namespaces/raw`

const create = (path: string, object: object): Command => ({
  line: `create --raw ${path} -f -`,
  stdin: JSON.stringify(object),
})

const get = (path: string): Command => ({ line: `get --raw ${path}` })

const patchStatus = (what: string, status: object): Command => ({
  line: `patch ${what} -n raw --subresource=status --type=merge -p '${JSON.stringify({ status })}'`,
})

const {
  namespaces,
  nodes,
  configMaps,
  serviceAccounts,
  events,
  pods,
  daemonSets,
  leases,
  networkChaos,
} = rawObjects

const creations: Command[] = [
  ...namespaces.map(object => create(`${core}/namespaces`, object)),
  ...nodes.map(object => create(`${core}/nodes`, object)),
  ...configMaps.map(object => create(`${inSpace}/configmaps`, object)),
  ...serviceAccounts.map(object => create(`${inSpace}/serviceaccounts`, object)),
  ...events.map(object => create(`${inSpace}/events`, object)),
  ...pods.map(object => create(`${inSpace}/pods`, object)),
  ...daemonSets.map(object => create(`${apps}/namespaces/raw/daemonsets`, object)),
  ...leases.map(object => create('/apis/coordination.k8s.io/v1/namespaces/raw/leases', object)),
  ...networkChaos.map(object =>
    create('/apis/chaos-mesh.org/v1alpha1/namespaces/raw/networkchaos', object),
  ),
]

const statuses: Command[] = [
  patchStatus('node bare', {
    conditions: [{ type: 'Ready', status: 'True' }],
    images: [{ sizeBytes: 1 }],
    nodeInfo: { kubeletVersion: 'v1.34.0' },
  }),
  patchStatus('pod full', {
    podIP: '10.244.1.9',
    conditions: [{ message: 'm', status: 'True', type: 'Ready' }],
    containerStatuses: [
      {
        restartCount: 1,
        name: 'a',
        image: 'a',
        started: false,
        state: { waiting: {} },
        lastState: { terminated: { reason: 'Error', exitCode: 1 } },
      },
      { name: 'b', state: { running: {} } },
    ],
  }),
  patchStatus('ds bare', {
    conditions: [{ status: 'True', type: 'X' }],
    numberUnavailable: 0,
    collisionCount: 0,
  }),
  patchStatus('ns raw', { conditions: [{ status: 'True', type: 'X' }] }),
]

const readings: Command[] = [
  get(`${core}/nodes/bare`),
  get(`${core}/nodes/full`),
  get(`${core}/namespaces/raw`),
  get(`${inSpace}/configmaps/full`),
  get(`${inSpace}/pods/full`),
  get(`${inSpace}/pods/bare`),
  get(`${apps}/namespaces/raw/daemonsets/bare`),
  get(`${apps}/namespaces/raw/daemonsets/full`),
  get(`${core}/nodes?limit=1`),
  get(`${core}/nodes`),
  get(`${inSpace}/pods`),
  get(`${inSpace}/events`),
  get(`${inSpace}/configmaps?labelSelector=none=1`),
  get('/apis/coordination.k8s.io/v1/namespaces/raw/leases'),
  get('/apis/chaos-mesh.org/v1alpha1/networkchaos'),
  get('/apis/chaos-mesh.org/v1alpha1/namespaces/raw/networkchaos/full'),
  get(
    `${core}/nodes?watch=true&fieldSelector=metadata.name=bare&timeoutSeconds=1&resourceVersion=0`,
  ),
  get(
    `${core}/nodes?watch=true&fieldSelector=metadata.name=bare&timeoutSeconds=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`,
  ),
  { line: 'get node bare -o yaml --show-managed-fields' },
  { line: 'get pod full -n raw -o yaml --show-managed-fields' },
  { line: 'get ds full -n raw -o yaml --show-managed-fields' },
  { line: 'get node bare -o json' },
  { line: 'get ns raw more -o yaml' },
  { line: 'get cm -n raw full -o json' },
]

const changes: Command[] = [
  { line: 'cordon bare' },
  { line: 'uncordon bare' },
  { line: 'label node bare b=2 a=1' },
  { line: 'annotate node bare b=<2> a=1' },
  get(`${core}/nodes/bare`),
  { line: 'label node bare a- b-' },
  { line: 'annotate node bare a- b-' },
  get(`${core}/nodes/bare`),
  { line: 'taint node bare node.kubernetes.io/not-ready-' },
  get(`${core}/nodes/bare`),
  {
    line: 'create -f - --dry-run=server -o json',
    stdin: JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'dry' } }),
  },
  { line: 'create ns simple --dry-run=server -o yaml' },
  { line: 'create cm simple -n raw --from-literal=b=2 --from-literal=a=1 -o json' },
  { line: 'apply -f - --server-side', stdin: JSON.stringify(daemonSets[1]) },
  get(`${apps}/namespaces/raw/daemonsets/full`),
  { line: `delete --raw ${inSpace}/configmaps/full` },
  { line: `delete --raw ${core}/nodes/full` },
  { line: 'delete --raw /apis/chaos-mesh.org/v1alpha1/namespaces/raw/networkchaos/full' },
  { line: `delete --raw ${inSpace}/configmaps/finalized` },
]

/** Commands that print the JSON of the server without changes, and defaults of new objects. */
export const rawCommands: Command[] = [...creations, ...statuses, ...readings, ...changes]
