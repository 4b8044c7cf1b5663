import type { KubeApi } from '../../kube/api.mts'
import { computeAllowedSilence } from './allowance.mts'
import { isKubeletType } from './kubelet-types.mts'
import { discoverPeriod, type Period } from './period.mts'
import { silentConditionPeriodMs, silentConditionType } from './silent-condition.mts'

/** How long the writer of a condition may go without sending a heartbeat. */
export interface SilenceLimit {
  /** The limit in milliseconds. Infinity if the condition is never reported as silent. */
  allowedSilenceMs: number
  /** The period from which the limit is calculated. Undefined for the kubelet's conditions. */
  period?: Period
  /** Whether NPD no longer defines the condition. */
  isOrphaned?: boolean
}

export const limitOf = (period: Period): SilenceLimit => ({
  allowedSilenceMs: computeAllowedSilence(period.periodMs),
  period,
})

/**
 * Returns the limit for a condition type. It is based on the given heartbeat period in milliseconds, or else on the
 * period of the condition's writer on the cluster. Without a given period, the kubelet's conditions have no limit.
 */
export const findLimit = async (
  api: KubeApi,
  type: string,
  { heartbeatMs, signal }: { heartbeatMs?: number | undefined; signal?: AbortSignal } = {},
): Promise<SilenceLimit> => {
  if (heartbeatMs !== undefined) return limitOf({ periodMs: heartbeatMs, source: 'option' })
  if (type === silentConditionType)
    return limitOf({ periodMs: silentConditionPeriodMs, source: 'default' })
  if (isKubeletType(type)) return { allowedSilenceMs: Number.POSITIVE_INFINITY }
  return limitOf(await discoverPeriod(api, signal))
}
