import type { Random } from '../conformance/differential/random.mts'
import { generateBody } from './hostile-bodies.mts'

export interface HostileRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const

const paths = [
  '/api/v1/nodes',
  '/api/v1/nodes/a',
  '/api/v1/nodes/a/status',
  '/api/v1/namespaces/default/configmaps',
  '/api/v1/namespaces/default/configmaps/a',
  '/api/v1/namespaces/default/pods',
  '/api/v1/namespaces/default/pods/a',
  '/api/v1/namespaces/default/pods/a/log',
  '/api/v1/namespaces/default/events',
  '/api/v1/namespaces/default/serviceaccounts/a',
  '/api/v1/namespaces',
  '/api/v1/namespaces/a',
  '/apis/apps/v1/namespaces/default/daemonsets',
  '/apis/apps/v1/namespaces/default/daemonsets/a',
  '/apis/coordination.k8s.io/v1/namespaces/default/leases/a',
  '/apis/chaos-mesh.org/v1alpha1/namespaces/default/networkchaos',
  '/apis/chaos-mesh.org/v1alpha1/namespaces/default/networkchaos/a',
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  '/apis/authentication.k8s.io/v1/selfsubjectreviews',
  '/openapi/v3/api/v1',
  '/openapi/v2',
  '/api',
  '/apis',
  '/version',
] as const

const steps = ['%ff', '%00', '..', '.', '', '[', '%', '%zz', '__proto__', 'constructor', 'a%2fb']

const parameters = [
  ...['limit', 'continue', 'resourceVersion', 'resourceVersionMatch', 'watch', 'timeoutSeconds'],
  ...['labelSelector', 'fieldSelector', 'sendInitialEvents', 'allowWatchBookmarks', 'follow'],
  ...['tailLines', 'sinceSeconds', 'sinceTime', 'limitBytes', 'container', 'includeObject'],
  ...['fieldManager', 'fieldValidation', 'force', 'dryRun', 'propagationPolicy', 'previous'],
]

const values = [
  ...['', '0', '1', '-1', '1.5', 'x', 'true', 'false', 'All', 'Strict', 'Ignore', 'Exact', 'm'],
  ...['99999999999999999999', '1e999', '%ff', '%zz', '%00', 'a;b', '__proto__', 'constructor'],
  ...['__proto__%3D1', 'toString%3D1', 'metadata.name%3Da', 'a%20in%20(b', '!', 'a%3D%3D%3Db'],
  ...['bnVsbA', 'MQ', 'e30', 'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiYSJ9'],
  ...['2026-01-01T00:00:00Z', '2026-99-99T99:99:99Z', 'NotOlderThan', 'Orphan', 'x'.repeat(500)],
]

const accepts = [
  'application/json',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  'application/vnd.kubernetes.protobuf',
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  ';;,,=;as=Table',
]

const generatePath = (random: Random): string => {
  const known = random.pick(paths)
  if (random.chance(80)) return known
  const parts = known.split('/')
  parts.splice(1 + random.below(parts.length - 1), random.below(2), random.pick(steps))
  return parts.join('/')
}

const generateQuery = (random: Random): string => {
  const count = random.chance(50) ? 0 : 1 + random.below(3)
  const pairs = Array.from(
    { length: count },
    () => `${random.pick(parameters)}=${random.pick(values)}`,
  )
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

/** Half of the requests have the method that suits their path, so that they reach the store. */
const generateMethod = (random: Random, path: string): string => {
  if (random.chance(20)) return random.pick(methods)
  const isObject = /\/a(\/|$)/.test(path)
  return random.pick(
    isObject ? (['PATCH', 'PATCH', 'PUT', 'GET', 'DELETE'] as const) : ['POST', 'GET'],
  )
}

/** Generates a request that a client should not send. Most requests are almost valid. */
export const generateRequest = (random: Random): HostileRequest => {
  const path = generatePath(random)
  const method = generateMethod(random, path)
  const { type, body } = generateBody(random, method)
  const headers = { accept: random.pick(accepts), ...(type && { 'content-type': type }) }
  return { method, path: path + generateQuery(random), headers, body }
}
