/**
 * A request, sent after the earlier ones to the same server. `{name}` in its texts is replaced by a
 * value from an earlier response.
 */
export interface Step {
  /** Method and path, for example `GET /api/v1/nodes?limit=2`. */
  request: string
  body?: unknown
  /** The Content-Type. Defaults to JSON. */
  type?: string
  accept?: string
  /** Values of the response that later requests need: a path in the body for each name. */
  keep?: Record<string, string>
  /**
   * For a watch: how many events to read before disconnecting. By default, reads until the server
   * ends the watch.
   */
  events?: number
  /**
   * Sent once the watch is established. These requests must succeed, but their responses are not
   * compared.
   */
  during?: Step[]
  /** Compact etcd before sending the request, so that older versions are gone. */
  compact?: boolean
}

/** Requests with a title. The scenarios share one server and build on each other. */
export interface Scenario {
  title: string
  steps: Step[]
}

export const mergePatch = 'application/merge-patch+json'
export const strategicPatch = 'application/strategic-merge-patch+json'
export const jsonPatch = 'application/json-patch+json'
export const applyPatch = 'application/apply-patch+yaml'

export const configMaps = '/api/v1/namespaces/play/configmaps'

export const configMap = (name: string, fields: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  ...fields,
})

export const get = (path: string): Step => ({ request: `GET ${path}` })
export const post = (path: string, body: unknown): Step => ({ request: `POST ${path}`, body })
export const put = (path: string, body: unknown): Step => ({ request: `PUT ${path}`, body })
export const patch = (path: string, body: unknown, type = mergePatch): Step => ({
  request: `PATCH ${path}`,
  body,
  type,
})
export const remove = (path: string, body?: unknown): Step => ({ request: `DELETE ${path}`, body })
