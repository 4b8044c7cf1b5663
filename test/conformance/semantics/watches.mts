import {
  configMap,
  configMaps,
  get,
  patch,
  post,
  remove,
  type Scenario,
  type Step,
} from './step.mts'

const watched = `${configMaps}?watch=1`

const watch = (query: string, events?: number, during: Step[] = []): Step => ({
  request: `GET ${watched}${query && `&${query}`}`,
  ...(events !== undefined && { events }),
  during,
})

const label = (name: string, value: string | null): Step =>
  patch(`${configMaps}/${name}`, { metadata: { labels: { color: value } } })

const begin: Step[] = [
  { request: `DELETE ${configMaps}` },
  post(configMaps, configMap('a')),
  post(configMaps, configMap('b', {}, { labels: { color: 'red' } })),
]

const starts: Step[] = [
  { ...get(configMaps), keep: { now: 'metadata.resourceVersion' } },
  watch('', 2),
  watch('resourceVersion=0', 2),
  watch('', 5, [label('a', 'blue'), post(configMaps, configMap('c')), remove(`${configMaps}/c`)]),
  watch('resourceVersion={now}', 3),
  watch('resourceVersion={now}&timeoutSeconds=1'),
  watch('resourceVersion={now}&labelSelector=color%3Dblue&timeoutSeconds=1'),
  watch('resourceVersion=1'),
  watch('resourceVersion=1000000000&timeoutSeconds=1'),
  watch('resourceVersion=moon'),
  watch('resourceVersion=-1'),
  watch('timeoutSeconds=moon'),
  watch('timeoutSeconds=-1', 2),
  watch('limit=1', 2),
  watch('labelSelector=a+b+c'),
  watch('fieldSelector=data%3D1'),
  watch('fieldSelector=metadata.name%3Db', 2, [label('a', 'red'), label('b', 'blue')]),
  // A path with a name returns the object; it does not start a watch.
  { request: 'GET /api/v1/namespaces/play/configmaps/b?watch=1', events: 1 },
  label('a', 'blue'),
  label('b', 'red'),
  {
    request: 'GET /api/v1/configmaps?watch=true&fieldSelector=metadata.namespace%3Dplay',
    events: 2,
  },
  { request: 'GET /api/v1/watch/namespaces/play/configmaps?watch=1', events: 2 },
  { request: 'GET /api/v1/namespaces/play/configmaps?watch=moon', events: 2 },
  { request: 'GET /api/v1/namespaces/play/configmaps?watch=false' },
]

const selection: Step[] = [
  { ...get(configMaps), keep: { now: 'metadata.resourceVersion' } },
  // One object leaves the selection, one enters it, and one changes within it and is deleted.
  watch('resourceVersion={now}&labelSelector=color%3Dred', 4, [
    label('b', null),
    label('a', 'red'),
    patch(`${configMaps}/a`, { data: { x: '1' } }),
    label('b', 'green'),
    remove(`${configMaps}/a`),
  ]),
  watch('resourceVersion={now}&labelSelector=color%3Dred', 4),
  watch('resourceVersion={now}&labelSelector=color%21%3Dred', 2),
  watch('resourceVersion={now}&fieldSelector=metadata.name%3Da', 3),
]

const initialEvents: Step[] = [
  watch('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true', 2),
  watch('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true', 3, [
    label('b', 'blue'),
  ]),
  watch(
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=0',
    2,
  ),
  watch(
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion={now}',
    2,
  ),
  watch(
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=color%3Dnone',
    1,
  ),
  watch(
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=1',
    2,
  ),
  watch(
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=1000000000&timeoutSeconds=1',
  ),
  watch('sendInitialEvents=true&resourceVersionMatch=NotOlderThan', 2, [label('b', 'red')]),
  watch('sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion={now}', 3),
  watch('sendInitialEvents=false&resourceVersionMatch=NotOlderThan&timeoutSeconds=1'),
  watch(
    'sendInitialEvents=false&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1',
  ),
  watch(
    'sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=0&timeoutSeconds=1',
  ),
  watch('sendInitialEvents=true'),
  watch('sendInitialEvents=false'),
  watch('sendInitialEvents=true&resourceVersionMatch=Exact'),
  watch('sendInitialEvents=true&resourceVersionMatch=Moon'),
  watch('resourceVersionMatch=NotOlderThan'),
  watch('resourceVersionMatch=Exact&resourceVersion=1'),
  watch('sendInitialEvents=true&resourceVersionMatch=NotOlderThan&continue=moon'),
  watch('sendInitialEvents=moon'),
  watch('allowWatchBookmarks=true&resourceVersion=0', 1),
  watch('allowWatchBookmarks=moon', 1),
  { ...watch('', 1), accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  {
    ...watch('', 2, [label('b', 'blue')]),
    accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  },
  {
    ...watch(
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
      2,
    ),
    accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  },
]

export const watches: Scenario[] = [
  { title: 'objects for watches', steps: begin },
  { title: 'where a watch begins', steps: starts },
  { title: 'objects that enter and leave a selection', steps: selection },
  { title: 'initial events', steps: initialEvents },
]
