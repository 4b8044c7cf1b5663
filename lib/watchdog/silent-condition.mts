import { messageOf } from '../cli/errors.mts'
import { removeConditions } from '../conditions/remove-conditions.mts'
import {
  silentConditionPeriodMs,
  silentConditionType,
} from '../conditions/silence/silent-condition.mts'
import type { KubeApi } from '../kube/api.mts'
import { mapConcurrently } from '../kube/map-concurrent.mts'
import { nodes } from '../kube/resources.mts'
import { toKubeTime } from '../kube/time.mts'
import type { KubeNode, NodeCondition } from '../kube/types.mts'
import type { EvaluatedNode } from './decide.mts'
import { watchdogName } from './events.mts'
import type { WatchdogWriter } from './writer.mts'

const maxConcurrency = 8

/**
 * Returns the NodeProblemDetectorSilent condition to write to a node. Returns undefined if the node's current
 * condition is correct and recent, or if the node needs none. The condition is True once all conditions of a
 * silent NPD are marked, and False after NPD has recovered. Nodes that were never silent do not get the
 * condition.
 */
const planCondition = (
  { watchedNode, isSilent, conditionsToMark }: EvaluatedNode,
  now: Date,
): NodeCondition | undefined => {
  const { silentCondition: current } = watchedNode
  if (isSilent && conditionsToMark.length > 0) return undefined
  if (!isSilent && !current) return undefined
  const status = isSilent ? 'True' : 'False'
  const age = now.getTime() - Date.parse(current?.lastHeartbeatTime ?? '')
  if (current?.status === status && age < silentConditionPeriodMs) return undefined
  const lastHeartbeatTime = toKubeTime(now)
  const lastTransitionTime =
    current?.status === status ? current.lastTransitionTime : lastHeartbeatTime
  return {
    type: silentConditionType,
    status,
    reason: isSilent ? 'NoHeartbeat' : 'HeartbeatReceived',
    message: isSilent
      ? 'node-problem-detector on this node is silent, so its conditions are outdated'
      : 'node-problem-detector on this node sends heartbeats',
    lastHeartbeatTime,
    lastTransitionTime,
  }
}

export interface PublishOptions {
  writer: WatchdogWriter
  onError: (message: string) => void
  /** Called before each write. If it returns false, the node is skipped. */
  mayWrite: () => boolean
  onPublished: (node: KubeNode) => void
}

/**
 * Writes the NodeProblemDetectorSilent condition to every node on which it must be added or updated. Does not
 * reject if a write fails.
 */
export const publishConditions = async (
  evaluated: EvaluatedNode[],
  { writer, onError, mayWrite, onPublished }: PublishOptions,
): Promise<void> => {
  const now = new Date()
  await mapConcurrently(evaluated, maxConcurrency, async evaluatedNode => {
    const condition = planCondition(evaluatedNode, now)
    if (!condition || !mayWrite()) return
    const { node } = evaluatedNode.watchedNode
    try {
      onPublished(await writer.publish(node, condition))
    } catch (error) {
      onError(
        `Failed to write condition ${silentConditionType} of ${node.metadata.name}: ${messageOf(error)}`,
      )
    }
  })
}

/** Removes the watchdog's own condition from every node, and resolves with the number of nodes that had it. */
export const removeSilentConditions = async (
  api: KubeApi,
  { dryRun, signal }: { dryRun: boolean; signal: AbortSignal },
): Promise<number> => {
  const { items } = await api.list<KubeNode>(nodes, { signal })
  const found = items.filter(({ status }) =>
    status?.conditions?.some(({ type }) => type === silentConditionType),
  )
  const types = [silentConditionType]
  await mapConcurrently(found, maxConcurrency, ({ metadata: { name } }) =>
    removeConditions(api, { node: name, types }, { fieldManager: watchdogName, dryRun, signal }),
  )
  return found.length
}
