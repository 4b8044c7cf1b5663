import { expect, it } from 'vitest'
import { toApiPath } from './paths.mts'
import { daemonSets, nodes, pods } from './resources.mts'

it('builds the paths of the API', () => {
  expect(toApiPath(nodes)).toBe('/api/v1/nodes')
  expect(toApiPath(nodes, { name: 'a', subresource: 'status' })).toBe('/api/v1/nodes/a/status')
  expect(toApiPath(pods)).toBe('/api/v1/pods')
  expect(toApiPath(daemonSets, { namespace: 'kube-system', name: 'npd' })).toBe(
    '/apis/apps/v1/namespaces/kube-system/daemonsets/npd',
  )
})

it('omits empty query parameters and escapes names and values', () => {
  const query = { watch: true, labelSelector: 'a=b,c', limit: undefined, continue: '' }
  expect(toApiPath(nodes, { name: 'a/b', query })).toBe(
    '/api/v1/nodes/a%2Fb?watch=true&labelSelector=a%3Db%2Cc',
  )
})

it('ignores the namespace for cluster-scoped resources', () => {
  expect(toApiPath(nodes, { namespace: 'default' })).toBe('/api/v1/nodes')
})
