import { expect, test } from 'vitest'
import { kinds } from './kinds.mts'
import { createOpenApiDocumentFinder } from './openapi.mts'

const routes = createOpenApiDocumentFinder(kinds)
const get = (path: string) => JSON.parse(String(routes(path, 'application/json')?.body))

test('the index links to a document per group version', () => {
  const { paths } = get('/openapi/v3')
  expect(Object.keys(paths)).toEqual([
    'api/v1',
    'apis/apps/v1',
    'apis/chaos-mesh.org/v1alpha1',
    'apis/coordination.k8s.io/v1',
  ])
  for (const { serverRelativeURL } of Object.values<{ serverRelativeURL: string }>(paths)) {
    const { pathname } = new URL(serverRelativeURL, 'http://localhost')
    expect(get(pathname)).toMatchObject({ openapi: '3.0.0' })
  }
})

test('a patch operation has its kind and the parameters that kubectl requires', () => {
  const { patch } = get('/openapi/v3/api/v1').paths['/api/v1/nodes/{name}']
  expect(patch['x-kubernetes-group-version-kind']).toEqual({
    group: '',
    version: 'v1',
    kind: 'Node',
  })
  expect(patch.parameters.map(({ name }: { name: string }) => name)).toEqual([
    'dryRun',
    'fieldManager',
    'fieldValidation',
    'force',
  ])
})

test('every reference resolves to a component', () => {
  for (const path of Object.keys(get('/openapi/v3').paths)) {
    const document = get(`/openapi/v3/${path}`)
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)
    for (const [, name = ''] of references)
      expect(document.components.schemas).toHaveProperty([name])
  }
})

test('a component has its kind and the merge rules of its lists', () => {
  const { schemas } = get('/openapi/v3/api/v1').components
  expect(schemas['io.k8s.api.core.v1.Node']).toMatchObject({
    description: 'A machine in the cluster.',
    'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Node' }],
  })
  expect(schemas['io.k8s.api.core.v1.NodeStatus'].properties.conditions).toMatchObject({
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
    'x-kubernetes-patch-strategy': 'merge',
    'x-kubernetes-patch-merge-key': 'type',
  })
})

test('the OpenAPI v2 document is empty and encoded as protobuf', () => {
  const { contentType, body } = routes('/openapi/v2', '') ?? {}
  expect(contentType).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf')
  expect(Buffer.from(body ?? '').toString('latin1')).toBe(
    '\x0a\x032.0\x12\x10\x0a\x0aKubernetes\x12\x02v1',
  )
})
