/** A request that a client should not send. */
export interface Malformed {
  /** The method and the path, sent as they are. */
  request: string
  /** Bytes as latin1. */
  body?: string
  type?: string
}

export const json = 'application/json'
export const yaml = 'application/yaml'
export const protobuf = 'application/vnd.kubernetes.protobuf'
export const merge = 'application/merge-patch+json'
export const strategic = 'application/strategic-merge-patch+json'
export const jsonPatch = 'application/json-patch+json'
export const apply = 'application/apply-patch+yaml'

export const nodes = '/api/v1/nodes'
export const configMaps = '/api/v1/namespaces/default/configmaps'
export const pods = '/api/v1/namespaces/default/pods'
export const accessReviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
export const selfReviews = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

/** Bodies that are not JSON objects. */
export const notObjects = ['', 'null', '1', '"x"', '[]', '{']

export const nested = (depth: number, open: string, close: string, inner = '1') =>
  open.repeat(depth) + inner + close.repeat(depth)
export const deep = 50_000
export const deepObject = nested(deep, '{"a":', '}')
export const deepArray = nested(deep, '[', ']')

/** The objects that the requests refer to. */
export const preparation: Malformed[] = [
  [nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } }] as const,
  [
    configMaps,
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { x: '1' } },
  ] as const,
  [
    pods,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'main', image: 'i' }] },
    },
  ] as const,
].map(([path, object]) => ({ request: `POST ${path}`, body: JSON.stringify(object), type: json }))
