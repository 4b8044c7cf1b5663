import { messageOf } from '../cli/errors.mts'
import { markSilent } from '../conditions/silence/mark.mts'
import type { KubeApi, Patch } from '../kube/api.mts'
import { ApiStatusError, isConflict, isNotFound } from '../kube/errors.mts'
import { events, nodes } from '../kube/resources.mts'
import type { KubeEvent, KubeNode, NodeCondition } from '../kube/types.mts'
import { watchdogName } from './events.mts'
import type { IndexedCondition } from './watched-nodes.mts'

/**
 * The result of an attempt to mark a node: it was marked, had changed in the meantime, or was skipped. If the node
 * has changed, the result contains its current state.
 */
export type MarkResult =
  | { outcome: 'marked'; node: KubeNode }
  | { outcome: 'changed'; node: KubeNode }
  | { outcome: 'skipped' }

/** Performs the watchdog's writes to the API server. */
export interface WatchdogWriter {
  /** Whether marking also changes True conditions to Unknown. */
  overwritesTrue: boolean
  /** Rejects if the API server rejects the request or cannot be reached. */
  mark(node: KubeNode, conditions: IndexedCondition[], now: Date): Promise<MarkResult>
  /** Writes the watchdog's own condition. Rejects like `mark`. */
  publish(node: KubeNode, condition: NodeCondition): Promise<KubeNode>
  /** Never rejects: the mark exists whether or not its event could be written. */
  writeEvent(event: KubeEvent): Promise<void>
}

/**
 * The timeout of each write, in milliseconds. After the watchdog is stopped, it has this long to write the event
 * for its last mark.
 */
const writeTimeoutMs = 5_000

export interface WriterOptions {
  /** Whether marking also changes True conditions to Unknown. */
  overwriteTrue?: boolean
  onError: (message: string) => void
}

export const createWatchdogWriter = (
  api: KubeApi,
  { overwriteTrue = false, onError }: WriterOptions,
): WatchdogWriter => ({
  overwritesTrue: overwriteTrue,
  mark: async (node, conditions, now) => {
    const { name } = node.metadata
    const signal = AbortSignal.timeout(writeTimeoutMs)
    const requestOptions = { subresource: 'status', fieldManager: watchdogName, signal } as const
    try {
      const patch = buildMarkPatch(node, conditions, now, overwriteTrue)
      return {
        outcome: 'marked',
        node: await api.patch<KubeNode>(nodes, name, patch, requestOptions),
      }
    } catch (error) {
      if (!isConflict(error) && !isFailedTest(error) && !isNotFound(error)) throw error
    }
    const found = await api.find<KubeNode>(nodes, name, { signal })
    return found ? { outcome: 'changed', node: found } : { outcome: 'skipped' }
  },
  publish: ({ metadata }, condition) =>
    api.patch<KubeNode>(nodes, metadata.name, buildPublishPatch(condition), {
      subresource: 'status',
      fieldManager: watchdogName,
      signal: AbortSignal.timeout(writeTimeoutMs),
    }),
  writeEvent: async event => {
    try {
      await api.create(events, event, { signal: AbortSignal.timeout(writeTimeoutMs) })
    } catch (error) {
      // A conflict means that the previous leader has already written this event.
      if (!isConflict(error))
        onError(
          `Failed to write event ${event.reason} for ${event.involvedObject.name}: ${messageOf(error)}`,
        )
    }
  },
})

/** Builds a patch that the API server merges by type. It adds the condition or replaces its fields. */
const buildPublishPatch = (condition: NodeCondition): Patch => ({
  type: 'strategic',
  body: { status: { conditions: [condition] } },
})

/** Whether the API server rejected a JSON patch with 422, as it does if a `test` fails. */
const isFailedTest = (error: unknown): boolean =>
  error instanceof ApiStatusError && error.code === 422

/**
 * Creates a writer for dry runs: the API server validates each mark but does not store it. Reports each mark only
 * once.
 */
export const createDryRunWriter = (api: KubeApi, overwriteTrue = false): WatchdogWriter => {
  const reported = new Set<string>()
  return {
    overwritesTrue: overwriteTrue,
    mark: async (node, conditions, now) => {
      const { name } = node.metadata
      const key = JSON.stringify([name, conditions])
      if (reported.has(key)) return { outcome: 'skipped' }
      reported.add(key)
      const patch = buildMarkPatch(node, conditions, now, overwriteTrue)
      const requestOptions = {
        subresource: 'status',
        fieldManager: watchdogName,
        dryRun: true,
      } as const
      return {
        outcome: 'marked',
        node: await api.patch<KubeNode>(nodes, name, patch, requestOptions),
      }
    },
    publish: async node => node,
    writeEvent: async () => {},
  }
}

/**
 * The fields that a mark changes. A mark does not change the heartbeat, so NPD remains its owner in
 * `metadata.managedFields`.
 */
const markedFields = ['status', 'reason', 'message', 'lastTransitionTime'] as const

/**
 * Marks conditions in a node's status, unless NPD has written them since they were read. A JSON patch tests and
 * writes in one step, and the API server repeats both after a conflict. Therefore, other writes to the node do not
 * prevent the mark. With a `resourceVersion`, they would. If the condition has a new heartbeat or another position
 * in the list, the API server returns 422. The patch tests the whole condition, not just the heartbeat, because
 * heartbeats are rounded to seconds and NPD can write twice within one second.
 */
const buildMarkPatch = (
  node: KubeNode,
  conditions: IndexedCondition[],
  now: Date,
  overwriteTrue: boolean,
): Patch => ({
  type: 'json',
  body: conditions.flatMap(({ index, condition }) => {
    const path = `/status/conditions/${index}`
    const marked = markSilent(node, condition, now, overwriteTrue)
    return [
      { op: 'test', path, value: condition },
      ...markedFields.map(field => ({ op: 'add', path: `${path}/${field}`, value: marked[field] })),
    ]
  }),
})
