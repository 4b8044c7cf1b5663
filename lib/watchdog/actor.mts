import { messageOf } from '../cli/errors.mts'
import { markSilent } from '../conditions/silence/mark.mts'
import type { KubeApi, Patch } from '../kube/api.mts'
import { ApiStatusError, isConflict, isNotFound } from '../kube/errors.mts'
import { events, nodes } from '../kube/resources.mts'
import type { KubeEvent, KubeNode } from '../kube/types.mts'
import { component } from './events.mts'
import type { PlacedCondition } from './watched-nodes.mts'

/** What became of a mark: set; not set, as the node has changed meanwhile to what it is now; or nothing. */
export type Marking =
  | { outcome: 'marked'; node: KubeNode }
  | { outcome: 'changed'; node: KubeNode }
  | { outcome: 'nothing' }

/** What the watchdog writes. */
export interface Actor {
  /** Rejects if the API server refuses or is not reached. */
  mark(node: KubeNode, conditions: PlacedCondition[], now: Date): Promise<Marking>
  /** Never rejects: what it tells of has happened whether or not it can be told. */
  tell(event: KubeEvent): Promise<void>
}

/**
 * What is begun is brought to its end, also when the watchdog is told to end meanwhile: no mark without its
 * event. It may take so long, in milliseconds.
 */
const writeLimitMs = 5_000

export const createActor = (api: KubeApi, onError: (message: string) => void): Actor => ({
  mark: async (node, conditions, now) => {
    const { name } = node.metadata
    const signal = AbortSignal.timeout(writeLimitMs)
    const how = { subresource: 'status', fieldManager: component, signal } as const
    try {
      const patch = markPatch(node, conditions, now)
      return { outcome: 'marked', node: await api.patch<KubeNode>(nodes, name, patch, how) }
    } catch (error) {
      if (!isConflict(error) && !isRefusedTest(error) && !isNotFound(error)) throw error
    }
    const found = await api.find<KubeNode>(nodes, name, { signal })
    return found ? { outcome: 'changed', node: found } : { outcome: 'nothing' }
  },
  tell: async event => {
    try {
      await api.create(events, event, { signal: AbortSignal.timeout(writeLimitMs) })
    } catch (error) {
      // Whoever led before has told it already.
      if (!isConflict(error))
        onError(`event ${event.reason} of ${event.involvedObject.name}: ${messageOf(error)}`)
    }
  },
})

/** What a JSON patch whose `test` fails is answered with. */
const isRefusedTest = (error: unknown): boolean =>
  error instanceof ApiStatusError && error.code === 422

/** Has the API server check each mark, and writes none. What was checked once is not said again. */
export const createDryActor = (api: KubeApi): Actor => {
  const done = new Set<string>()
  return {
    mark: async (node, conditions, now) => {
      const { name } = node.metadata
      const key = JSON.stringify([name, conditions])
      if (done.has(key)) return { outcome: 'nothing' }
      done.add(key)
      const patch = markPatch(node, conditions, now)
      const how = { subresource: 'status', fieldManager: component, dryRun: true } as const
      return { outcome: 'marked', node: await api.patch<KubeNode>(nodes, name, patch, how) }
    },
    tell: async () => {},
  }
}

/** What a mark changes; the heartbeat is not among it, and stays NPD's also in `metadata.managedFields`. */
const markedFields = ['status', 'reason', 'message', 'lastTransitionTime'] as const

/**
 * Marks conditions of one node in its status, if NPD has not written them since they were seen. A JSON
 * patch tests and writes in one step, and the API server repeats both when somebody else wrote in
 * between. So what the kubelet or others write to the node meanwhile does not keep the mark from being
 * set, as a `resourceVersion` would; but a new heartbeat, or the condition at another place in the
 * list, makes it a 422. The whole condition is tested: heartbeats have whole seconds only, and NPD may
 * have written twice in one.
 */
const markPatch = (node: KubeNode, conditions: PlacedCondition[], now: Date): Patch => ({
  type: 'json',
  body: conditions.flatMap(({ index, condition }) => {
    const path = `/status/conditions/${index}`
    const marked = markSilent(node, condition, now)
    return [
      { op: 'test', path, value: condition },
      ...markedFields.map(field => ({ op: 'add', path: `${path}/${field}`, value: marked[field] })),
    ]
  }),
})
