import {
  conditionsAnnotation,
  metricsAnnotation,
  runsAnnotation,
} from '../chart/npd-annotations.mts'
import { npdConfigMapName, npdNamespace } from '../chart/release.mts'
import type { KubeApi } from '../kube/api.mts'
import { configMaps } from '../kube/resources.mts'
import type { ConfigMap, Pod } from '../kube/types.mts'
import { findNpdPods } from '../logs/read-logs.mts'
import { parseConfig } from '../npd/config.mts'
import type { NodeRuns, PluginInfo } from './client/types.d.ts'

const maxLogLines = 200
const fetchTimeoutMs = 3_000
/** NPD's default ports. The chart does not change them. */
const ports = { http: 20256, prometheus: 20257 }

/** Reads the plugins in NPD's ConfigMap. Returns an empty array if the ConfigMap does not exist. */
export const readPlugins = async (api: KubeApi): Promise<PluginInfo[]> => {
  const found = await api.find<ConfigMap>(configMaps, npdConfigMapName, {
    namespace: npdNamespace,
  })
  const data = found?.data ?? {}
  return Object.entries(data)
    .filter(([key]) => key.endsWith('.json'))
    .flatMap(([key, definition]) => {
      const { config } = parseConfig(definition, { configPath: key, pathExists: () => true })
      return (config?.rules ?? []).map(({ path, condition, reason }) => ({
        name: condition || reason,
        path,
        definition,
        script: data[path.split('/').at(-1) ?? ''] ?? '',
      }))
    })
}

/**
 * Reads the script runs, log, conditions and metrics of NPD on one node. Each of them is null if it cannot be
 * read.
 */
export const readNpdDetails = async (api: KubeApi, node: string): Promise<NodeRuns> => {
  const [pod] = await findNpdPods(api, [node])
  if (!pod) return { runs: null, log: null, conditions: null, metrics: null }
  const annotations = pod.metadata.annotations ?? {}
  const signal = AbortSignal.timeout(fetchTimeoutMs)
  const fetchFromPort = (annotation: string, port: number, path: string) => {
    const url = annotations[annotation]
    if (url !== undefined) return fetchText(url, signal)
    return api.getFromPodPort(
      { namespace: npdNamespace, name: pod.metadata.name },
      port,
      path,
      signal,
    )
  }
  const runsUrl = annotations[runsAnnotation]
  const [runs, log, conditions, metrics] = await Promise.all([
    runsUrl === undefined ? null : nullOnError(fetchText(runsUrl, signal)),
    nullOnError(readLog(api, pod, signal)),
    nullOnError(fetchFromPort(conditionsAnnotation, ports.http, '/conditions')),
    nullOnError(fetchFromPort(metricsAnnotation, ports.prometheus, '/metrics')),
  ])
  return {
    runs: runs === null ? null : JSON.parse(runs),
    log,
    conditions,
    metrics: metrics && findProblemLines(metrics),
  }
}

const fetchText = async (url: string, signal: AbortSignal): Promise<string> =>
  (await fetch(url, { signal })).text()

const readLog = async (api: KubeApi, { metadata }: Pod, signal: AbortSignal): Promise<string[]> => {
  const lines: string[] = []
  const options = { tailLines: maxLogLines, signal }
  for await (const line of api.readPodLog(npdNamespace, metadata.name, options)) lines.push(line)
  return lines
}

const findProblemLines = (metrics: string): string =>
  metrics
    .split('\n')
    .filter(line => line.startsWith('problem_'))
    .join('\n')

const nullOnError = <T,>(request: Promise<T>): Promise<T | null> => request.catch(() => null)
