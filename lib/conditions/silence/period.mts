import { npdName, npdNamespace, parseArguments } from '../../chart/release.mts'
import type { KubeApi } from '../../kube/api.mts'
import { ApiStatusError } from '../../kube/errors.mts'
import { daemonSets } from '../../kube/resources.mts'
import type { Container, DaemonSet } from '../../kube/types.mts'
import { parseDuration, toMilliseconds } from '../../npd/go/duration.mts'

/** How often the writer of a condition renews its heartbeat, and the source of this value. */
export interface Period {
  periodMs: number
  source: PeriodSource
}

/** `default` is the default of the chart and of NPD. */
export type PeriodSource = 'option' | 'DaemonSet' | 'heartbeats' | 'default'

/** Describes the source of a heartbeat period, for output. */
export const periodSourceTexts: Record<PeriodSource, string> = {
  option: 'from --heartbeat',
  DaemonSet: "from NPD's DaemonSet",
  heartbeats: 'measured',
  default: 'the default',
}

/** `settings.heartBeatPeriod` of the chart, `--k8s-exporter-heartbeat-period` of NPD: 5m0s. */
const defaultPeriod: Period = { periodMs: 300_000, source: 'default' }

/**
 * NPD's heartbeat period on this cluster, from the arguments of its DaemonSet. Uses the DaemonSet of the
 * chart's release. If there is none, uses the longest period of all DaemonSets that run NPD. Returns the
 * default if the DaemonSet is missing, cannot be read, or has no period in its arguments.
 */
export const discoverPeriod = async (api: KubeApi, signal?: AbortSignal): Promise<Period> => {
  const options = signal ? { signal } : {}
  const releaseDaemonSet = await ignoreUnreadable(
    api.find<DaemonSet>(daemonSets, npdName, { namespace: npdNamespace, ...options }),
  )
  const found = releaseDaemonSet
    ? [releaseDaemonSet]
    : (await ignoreUnreadable(api.list<DaemonSet>(daemonSets, options)))?.items
  const periods = found?.flatMap(heartbeatPeriodsOf) ?? []
  return periods.length > 0
    ? { periodMs: Math.max(...periods), source: 'DaemonSet' }
    : defaultPeriod
}

/** Resolves with undefined if the object does not exist or cannot be read. */
const ignoreUnreadable = async <T,>(request: Promise<T>): Promise<T | undefined> => {
  try {
    return await request
  } catch (error) {
    if (error instanceof ApiStatusError && [403, 404].includes(error.code)) return undefined
    throw error
  }
}

/** The period of each container that runs NPD, in milliseconds. */
const heartbeatPeriodsOf = ({ spec }: DaemonSet): number[] =>
  spec.template.spec.containers.filter(isNpd).flatMap(({ command = [], args = [] }) => {
    try {
      const { heartBeatPeriod } = parseArguments([...command, ...args])
      // NPD treats a negative time like zero.
      return Math.max(0, toMilliseconds(parseDuration(heartBeatPeriod)))
    } catch {
      return []
    }
  })

const isNpd = ({ name, image = '', command = [], args = [] }: Container): boolean =>
  [name, image, ...command, ...args].some(text => text.includes(npdName))
