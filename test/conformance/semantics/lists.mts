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

const names = ['a', 'b', 'c', 'd', 'e']

const begin: Step[] = [
  post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'play' } }),
  ...names.map(name =>
    post(
      configMaps,
      configMap(name, { data: { name } }, { labels: { half: name < 'c' ? 'one' : 'two' } }),
    ),
  ),
]

const paging: Step[] = [
  { ...get(configMaps), keep: { listed: 'metadata.resourceVersion' } },
  { ...get(`${configMaps}?limit=2`), keep: { next: 'metadata.continue' } },
  get(`${configMaps}?limit=2&continue={next}`),
  get(`${configMaps}?continue={next}`),
  // These changes must not affect the remaining pages of the list.
  patch(`${configMaps}/c`, { data: { changed: 'yes' } }),
  remove(`${configMaps}/d`),
  post(configMaps, configMap('f')),
  { ...get(`${configMaps}?limit=2&continue={next}`), keep: { last: 'metadata.continue' } },
  get(`${configMaps}?limit=2&continue={last}`),
  get(`${configMaps}?limit=500`),
  get(`${configMaps}?limit=5`),
  get(`${configMaps}?limit=1&labelSelector=half%3Done`),
  get(`${configMaps}?limit=1&fieldSelector=metadata.name%3Db`),
  get(`${configMaps}?limit=0`),
  get(`${configMaps}?limit=-1`),
  get(`${configMaps}?limit=moon`),
  get(`${configMaps}?continue=moon`),
  get(`${configMaps}?continue=bW9vbg`),
  get(`${configMaps}?continue=eyJ2IjoibW9vbiIsInJ2IjoxLCJzdGFydCI6ImEifQ`),
  get(`${configMaps}?limit=2&continue={next}&resourceVersion={listed}`),
  get(`${configMaps}?limit=2&continue={next}&resourceVersion=0`),
  get(`${configMaps}?timeoutSeconds=moon`),
  get(`${configMaps}?sendInitialEvents=true`),
  get(`${configMaps}?sendInitialEvents=moon`),
  get(`${configMaps}?labelSelector=half+in+one`),
  get(`${configMaps}?labelSelector=a%3Db%3Dc`),
  get(`${configMaps}?labelSelector=%21`),
  get(`${configMaps}?labelSelector=half+notin+(one,none)`),
  get(`${configMaps}?labelSelector=half+in+(one`),
  get(`${configMaps}?labelSelector=a%2Fb%2Fc`),
  get(`${configMaps}?labelSelector=half%3Da+b`),
  get(`${configMaps}?labelSelector=half%3E1`),
  get(`${configMaps}?labelSelector=half%3Etwo`),
  get(`${configMaps}?fieldSelector=metadata.name`),
  get(`${configMaps}?fieldSelector=data.name%3Da`),
  get(`${configMaps}?fieldSelector=metadata.namespace%3Dplay,metadata.name!%3Da`),
  get(`${configMaps}?fieldSelector=metadata.namespace%3Ddefault`),
  get('/api/v1/namespaces/nobody/configmaps'),
  {
    ...get(`${configMaps}?limit=1`),
    accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  },
]

const future = '1000000000'

/** All combinations of version, match and page. */
const versions: Step[] = ['', 'NotOlderThan', 'Exact', 'Moon'].flatMap(match =>
  ['', '0', '{listed}', future, 'moon'].flatMap(version =>
    ['', 'limit=2', 'continue={next}'].map(page => {
      const query = [
        match && `resourceVersionMatch=${match}`,
        version && `resourceVersion=${version}`,
        page,
      ]
      return get(`${configMaps}?${query.filter(part => part).join('&')}`)
    }),
  ),
)

const single: Step[] = ['0', '{listed}', future, 'moon', '-1'].map(version =>
  get(`${configMaps}/a?resourceVersion=${version}`),
)

const compaction: Step[] = [
  { ...get(`${configMaps}?limit=2`), keep: { old: 'metadata.continue' } },
  patch(`${configMaps}/e`, { data: { more: 'yes' } }),
  {
    ...get(`${configMaps}?continue={old}`),
    compact: true,
    keep: { inconsistent: 'metadata.continue' },
  },
  get(`${configMaps}?continue={inconsistent}`),
  get(`${configMaps}?limit=1&continue={inconsistent}`),
  get(`${configMaps}?resourceVersion={listed}&resourceVersionMatch=Exact`),
  get(`${configMaps}?resourceVersion={listed}&resourceVersionMatch=NotOlderThan`),
  get(`${configMaps}?resourceVersion={listed}`),
  get(`${configMaps}?resourceVersion={listed}&limit=1`),
]

export const lists: Scenario[] = [
  { title: 'objects for lists', steps: begin },
  { title: 'pages and selectors', steps: paging },
  { title: 'versions of a list', steps: [...versions, ...single] },
  { title: 'expired versions', steps: compaction },
]
