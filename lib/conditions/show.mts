import type { KubeApi } from '../kube/api.mts'
import { conditionOf } from '../kube/node-condition.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { checkType, evaluateCondition, type Snapshot, sortByName } from './conditions.mts'
import { findSilenceLimit } from './orphans.mts'
import { type MeasuredSilence, measureSilence } from './silence/clock.mts'

/** A node whose heartbeat is in the future according to the API server's clock. */
export interface ClockSkew {
  name: string
  aheadMs: number
}

export interface ReadOptions {
  /** The heartbeat period of the condition in milliseconds. Default: read from the cluster. */
  heartbeatMs?: number | undefined
}

/**
 * Reads the condition of this type on every node once, and evaluates it by the API server's clock. Rejects with a
 * UserError if there are no nodes, or if none has a condition of this type.
 */
export const readConditions = async (
  api: KubeApi,
  type: string,
  { heartbeatMs }: ReadOptions = {},
): Promise<Snapshot & { clockSkews: ClockSkew[] }> => {
  const [{ items, serverDate: now = new Date() }, limit] = await Promise.all([
    api.list<KubeNode>(nodes),
    findSilenceLimit(api, type, { heartbeatMs }),
  ])
  checkType(items, type)
  const measured = items.map(node => ({ node, ...measureNode(node, type, now) }))
  return {
    reportedConditions: sortByName(
      measured.map(({ node, silentForMs }) => evaluateCondition(node, type, silentForMs, limit)),
    ),
    now,
    limit,
    clockSkews: measured.flatMap(({ node, aheadMs }) =>
      aheadMs > 0 ? { name: node.metadata.name, aheadMs } : [],
    ),
  }
}

const measureNode = (node: KubeNode, type: string, now: Date): MeasuredSilence => {
  const condition = conditionOf(node, type)
  return condition ? measureSilence(node, condition, now) : { silentForMs: 0, aheadMs: 0 }
}
