import { definitionsIn } from '../chart/definitions.mts'
import { npdConfigMapName, npdName, npdNamespace, parseArguments } from '../chart/manifests.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { configMaps, daemonSets } from '../kube/resources.mts'
import type { ConfigMap, DaemonSet } from '../kube/types.mts'
import { parseDuration, toMilliseconds } from '../npd/go/duration.mts'
import { allowedSilence } from '../silence/allowance.mts'
import { isKubeletType } from './condition-types.mts'
import type { Allowance } from './decide.mts'

/** What the user has given instead of NPD's own configuration. */
export interface Given {
  types?: string[]
  periodMs?: number
}

/** What there is to watch, and how patiently. */
export interface Configuration {
  types: ReadonlySet<string>
  allowance: Allowance
  /** Where it is from, as text. */
  description: string
}

/** The chart's, and NPD's own. */
const defaultPeriodMs = 5 * 60_000

/**
 * By NPD's ConfigMap and DaemonSet, as far as it is not given. Without types there is no
 * node-problem-detector that could fall silent.
 */
export const readConfiguration = async (
  api: KubeApi,
  given: Given,
  signal: AbortSignal,
): Promise<Configuration> => {
  const where = { namespace: npdNamespace, signal }
  const [configMap, daemonSet] = await Promise.all([
    given.types ? undefined : api.find<ConfigMap>(configMaps, npdConfigMapName, where),
    given.periodMs ? undefined : api.find<DaemonSet>(daemonSets, npdName, where),
  ])
  const types = given.types ?? typesOf(configMap)
  const { periodMs, from } = periodOf(given, daemonSet)
  const allowance = allowanceOf(periodMs)
  return {
    types: new Set(types),
    allowance,
    description:
      types.length === 0
        ? `no ConfigMap ${npdNamespace}/${npdConfigMapName} that defines conditions: there is nothing to watch`
        : `${types.join(', ')}; heartbeat ${seconds(periodMs)} (${from}): silent after ${seconds(allowance.allowedMs)}`,
  }
}

/** Throws a UserError for a configuration that has nothing to watch. */
export const requireTypes = ({ types, description }: Configuration): void => {
  if (types.size > 0) return
  throw new UserError(
    `Failed to find what node-problem-detector writes: ${description}.`,
    'Name the condition types, as in --types NetworkProblem,KernelDeadlock.',
  )
}

/** One heartbeat that is missing is a sign, two are the proof. */
export const allowanceOf = (periodMs: number): Allowance => ({
  allowedMs: allowedSilence(periodMs),
  overdueMs: allowedSilence(periodMs, 1),
})

const typesOf = (configMap: ConfigMap | undefined): string[] => {
  const types = (configMap ? definitionsIn(configMap) : []).flatMap(({ defaultConditions }) =>
    defaultConditions.map(({ type }) => type),
  )
  return [...new Set(types)].filter(type => !isKubeletType(type))
}

const periodOf = (
  given: Given,
  daemonSet: DaemonSet | undefined,
): { periodMs: number; from: string } => {
  if (given.periodMs) return { periodMs: given.periodMs, from: 'as given' }
  const { command = [], args = [] } = daemonSet?.spec.template.spec.containers[0] ?? {}
  if (!daemonSet) return { periodMs: defaultPeriodMs, from: 'by default' }
  const { heartBeatPeriod } = parseArguments([...command, ...args])
  return { periodMs: toMilliseconds(parseDuration(heartBeatPeriod)), from: 'as in its DaemonSet' }
}

const seconds = (milliseconds: number): string => `${milliseconds / 1_000} s`
