import { conditionTypesOf, readDefinitions } from '../chart/definitions.mts'
import { npdConfigMapName, npdNamespace } from '../chart/release.mts'
import { UserError } from '../cli/errors.mts'
import { computeAllowedSilence } from '../conditions/silence/allowance.mts'
import { isKubeletType } from '../conditions/silence/kubelet-types.mts'
import { discoverPeriod, type Period } from '../conditions/silence/period.mts'
import type { KubeApi } from '../kube/api.mts'
import { configMaps } from '../kube/resources.mts'
import type { ConfigMap } from '../kube/types.mts'
import type { Allowance } from './decide.mts'

/** Options that replace NPD's own configuration. */
export interface ConfigurationOverrides {
  types?: string[] | undefined
  periodMs?: number | undefined
}

/** The condition types to watch, and NPD's heartbeat period. */
export interface Configuration {
  /** Empty if NPD's ConfigMap does not exist or defines no conditions. */
  types: ReadonlySet<string>
  period: Period
}

/**
 * Reads NPD's ConfigMap and DaemonSet, unless the overrides contain the values. Cannot find types that are defined only
 * in NPD's image, such as `KernelDeadlock`.
 */
export const readConfiguration = async (
  api: KubeApi,
  { types, periodMs }: ConfigurationOverrides,
  signal: AbortSignal,
): Promise<Configuration> => {
  const scope = { namespace: npdNamespace, signal }
  return {
    types: new Set(
      types ?? typesOf(await api.find<ConfigMap>(configMaps, npdConfigMapName, scope)),
    ),
    period:
      periodMs === undefined ? await discoverPeriod(api, signal) : { periodMs, source: 'option' },
  }
}

/** Throws a UserError if there is nothing to watch. */
export const requireTypes = ({ types }: Configuration): void => {
  if (types.size > 0) return
  throw new UserError(
    `Failed to find NPD's condition types: ConfigMap ${npdNamespace}/${npdConfigMapName} does not exist or defines none.`,
    'List them with --types, for example --types NetworkProblem,KernelDeadlock.',
  )
}

/** One missing heartbeat makes a node overdue; two make it silent. */
export const toAllowance = ({ periodMs }: Period): Allowance => ({
  allowedSilenceMs: computeAllowedSilence(periodMs),
  overdueMs: computeAllowedSilence(periodMs, 1),
})

const typesOf = (configMap: ConfigMap | undefined): string[] =>
  conditionTypesOf(configMap ? readDefinitions(configMap) : []).filter(type => !isKubeletType(type))
