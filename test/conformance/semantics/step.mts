/**
 * One request, sent after those before it to the same server. `{name}` in its texts stands for what an
 * answer before it had.
 */
export interface Step {
  /** Method and path, as in `GET /api/v1/nodes?limit=2`. */
  request: string
  body?: unknown
  /** Content-Type; JSON if not given. */
  type?: string
  accept?: string
  /** Names for what later requests need of the answer, each with its path in there. */
  keep?: Record<string, string>
  /** Of a watch: how many events are read before the client leaves; not given: till the server ends it. */
  events?: number
  /** Sent once the watch stands; only their success is looked at. */
  during?: Step[]
  /** Forget what was before, as etcd's compaction does, and then send. */
  compact?: boolean
}

/** A heading and the requests under it; each story stands on a server that the ones before it have used. */
export interface Story {
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
