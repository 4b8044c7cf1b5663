import { npdLabels, npdNamespace } from '../chart/release.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { renderLabelSelector } from '../kube/labels/selector.mts'
import { nodes, pods } from '../kube/resources.mts'
import type { KubeNode, Pod } from '../kube/types.mts'

export interface LogLine {
  node: string
  pod: string
  text: string
}

/**
 * Finds NPD's pods on the nodes in `names`, or on all nodes if `names` is empty. Throws a UserError if a node does
 * not exist, or if none of the nodes has such a pod.
 */
export const findNpdPods = async (api: KubeApi, names: string[]): Promise<Pod[]> => {
  const labelSelector = renderLabelSelector(npdLabels)
  const { items } = await api.list<Pod>(pods, { namespace: npdNamespace, labelSelector })
  if (names.length > 0) await checkNodes(api, names)
  const wanted = items.filter(
    ({ spec }) => names.length === 0 || names.includes(spec.nodeName ?? ''),
  )
  if (wanted.length === 0)
    throw new UserError(
      `Failed to read logs: no node-problem-detector pod was found${names.length > 0 ? ` on ${names.join(', ')}` : ''}.`,
      'Install it with `npx zx scripts/run.mts`.',
    )
  return wanted.sort((a, b) => ((a.spec.nodeName ?? '') < (b.spec.nodeName ?? '') ? -1 : 1))
}

const checkNodes = async (api: KubeApi, names: string[]): Promise<void> => {
  const { items } = await api.list<KubeNode>(nodes)
  const known = items.map(({ metadata }) => metadata.name)
  const unknown = names.filter(name => !known.includes(name))
  if (unknown.length > 0)
    throw new UserError(
      `Failed to read logs: ${unknown.length === 1 ? 'node' : 'nodes'} ${unknown.map(name => `\`${name}\``).join(', ')} ${unknown.length === 1 ? 'does' : 'do'} not exist in this cluster.`,
      `Choose from ${known.join(', ')}.`,
    )
}

/** Yields the existing lines, one pod at a time. */
export async function* readLogs(
  api: KubeApi,
  npdPods: Pod[],
  signal: AbortSignal,
): AsyncGenerator<LogLine> {
  for (const pod of npdPods) yield* readPodLog(api, pod, { signal })
}

/** Calls `onLine` with the existing and new lines of all pods as they arrive. */
export const followLogs = async (
  api: KubeApi,
  npdPods: Pod[],
  signal: AbortSignal,
  onLine: (line: LogLine) => void,
): Promise<void> => {
  const follow = async (pod: Pod) => {
    for await (const line of readPodLog(api, pod, { signal, follow: true })) onLine(line)
  }
  await Promise.all(npdPods.map(follow))
}

async function* readPodLog(
  api: KubeApi,
  { metadata, spec }: Pod,
  options: { signal: AbortSignal; follow?: boolean },
): AsyncGenerator<LogLine> {
  const { name, namespace = '' } = metadata
  for await (const text of api.readPodLog(namespace, name, options))
    yield { node: spec.nodeName ?? '', pod: name, text }
}
