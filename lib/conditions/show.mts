import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { ObjectCache, observe } from '../kube/informer.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { conditionsOf, type ReportedCondition, typesOf } from './conditions.mts'

export interface Snapshot {
  reported: ReportedCondition[]
  /** The API server's time, by which ages are counted. */
  now: Date
}

/** Throws a UserError if there is no node, or if none has a condition of this type. */
export const readConditions = async (api: KubeApi, type: string): Promise<Snapshot> => {
  const { items, serverDate = new Date() } = await api.list<KubeNode>(nodes)
  checkType(items, type)
  return { reported: conditionsOf(items, type), now: serverDate }
}

const checkType = (items: KubeNode[], type: string): void => {
  if (items.length === 0)
    throw new UserError('Failed to show conditions: the cluster has no nodes.')
  const types = typesOf(items)
  if (!types.includes(type))
    throw new UserError(
      `Failed to show conditions: no node has one of type \`${type}\`.`,
      `Types: ${types.join(', ')}`,
    )
}

/** The conditions now, and again after each change of one of them, over a watch. A heartbeat is none. */
export async function* watchConditions(
  api: KubeApi,
  type: string,
  signal: AbortSignal,
): AsyncGenerator<ReportedCondition[]> {
  const cache = new ObjectCache<KubeNode>()
  let last = ''
  for await (const change of observe<KubeNode>(api, nodes, { signal })) {
    const items = cache.update(change)
    if (last === '') checkType(items, type)
    const reported = conditionsOf(items, type)
    const text = JSON.stringify(reported.map(withoutHeartbeat))
    if (text === last) continue
    last = text
    yield reported
  }
}

const withoutHeartbeat = ({ name, condition }: ReportedCondition) => {
  const { lastHeartbeatTime, ...rest } = condition ?? {}
  return { name, ...rest }
}
