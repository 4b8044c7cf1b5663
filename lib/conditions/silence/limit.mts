import type { KubeApi } from '../../kube/api.mts'
import { allowedSilence } from './allowance.mts'
import { isKubeletType } from './kubelet-types.mts'
import { discoverPeriod, type Period } from './period.mts'

/** How long the writer of a condition may go unheard. */
export interface Limit {
  /** Infinity: it is never called silent. */
  allowedMs: number
  /** What it is reckoned from; undefined for the kubelet's own conditions. */
  period?: Period
}

export const limitOf = (period: Period): Limit => ({
  allowedMs: allowedSilence(period.periodMs),
  period,
})

/**
 * The limit for a condition type: by its writer's heartbeat period if given, in milliseconds, else by
 * what the cluster says of NPD's.
 */
export const findLimit = async (
  api: KubeApi,
  type: string,
  { heartbeatMs, signal }: { heartbeatMs?: number | undefined; signal?: AbortSignal } = {},
): Promise<Limit> => {
  if (heartbeatMs !== undefined) return limitOf({ periodMs: heartbeatMs, from: 'option' })
  if (isKubeletType(type)) return { allowedMs: Number.POSITIVE_INFINITY }
  return limitOf(await discoverPeriod(api, signal))
}
