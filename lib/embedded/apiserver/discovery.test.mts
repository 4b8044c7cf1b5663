import { expect, test } from 'vitest'
import { createDiscoveryDocumentFinder } from './discovery.mts'
import { kinds } from './kinds.mts'
import type { StaticDocument } from './static-routes.mts'

const routes = createDiscoveryDocumentFinder(kinds)
const parse = (document: StaticDocument | undefined) => JSON.parse(String(document?.body))
const legacy = (path: string) => parse(routes(path, 'application/json'))

test('without aggregation, every group version has a document', () => {
  expect(legacy('/api')).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
  expect(legacy('/apis').groups.map(({ name }: { name: string }) => name)).toEqual([
    'apps',
    'chaos-mesh.org',
    'coordination.k8s.io',
  ])
  expect(legacy('/apis/apps')).toMatchObject({
    kind: 'APIGroup',
    preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
  })
  expect(legacy('/apis/chaos-mesh.org/v1alpha1').resources).toMatchObject([
    { name: 'networkchaos', singularName: 'networkchaos', namespaced: true, kind: 'NetworkChaos' },
  ])
  expect(routes('/apis/batch/v1', 'application/json')).toBe(undefined)
})

test('subresources are listed next to their resource', () => {
  const { resources } = legacy('/api/v1')
  expect(resources).toContainEqual({
    name: 'pods/log',
    singularName: '',
    namespaced: true,
    kind: 'Pod',
    verbs: ['get'],
  })
  expect(resources).toContainEqual(
    expect.objectContaining({ name: 'nodes', shortNames: ['no'], namespaced: false }),
  )
})

test.each([
  ['v2', 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'],
  ['v2beta1', 'application/json; g=apidiscovery.k8s.io; v=v2beta1; as=APIGroupDiscoveryList'],
])('aggregated discovery responds in the requested version %s', (version, accept) => {
  const document = routes('/apis', accept)
  expect(document?.contentType).toBe(
    `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
  )
  expect(parse(document)).toMatchObject({
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    items: [
      {
        metadata: { name: 'apps' },
        versions: [
          {
            version: 'v1',
            resources: [
              {
                resource: 'daemonsets',
                scope: 'Namespaced',
                subresources: [{ subresource: 'status' }],
              },
            ],
          },
        ],
      },
      { metadata: { name: 'chaos-mesh.org' } },
      { metadata: { name: 'coordination.k8s.io' } },
    ],
  })
  expect(parse(routes('/api', accept)).items).toHaveLength(1)
  expect(parse(routes('/api/v1', accept)).kind).toBe('APIResourceList')
})
