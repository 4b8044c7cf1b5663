import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { embeddedLease } from '../kube/embedded-lease.mts'
import { leases, pods } from '../kube/resources.mts'
import type { Pod } from '../kube/types.mts'

/** The label that chaos-mesh's chart sets on chaos-daemon pods. */
const daemonSelector = 'app.kubernetes.io/component=chaos-daemon'

/**
 * Throws a UserError unless a chaos-daemon runs on the node of each pod. On a node without one, an
 * experiment is never injected and cannot be deleted. The embedded cluster needs no chaos-daemons.
 */
export const checkChaosDaemons = async (
  api: KubeApi,
  selected: Pod[],
  signal: AbortSignal,
): Promise<void> => {
  const { name, namespace } = embeddedLease
  if (await api.find(leases, name, { namespace, signal })) return
  const { items } = await api.list<Pod>(pods, { labelSelector: daemonSelector, signal })
  const running = items.filter(({ status }) => status?.phase === 'Running')
  const nodesWithDaemon = new Set(running.map(({ spec }) => spec.nodeName))
  const nodesWithoutDaemon = selected
    .map(({ spec }) => spec.nodeName)
    .filter(node => !nodesWithDaemon.has(node))
  if (nodesWithoutDaemon.length === 0) return
  throw new UserError(
    `Failed to disconnect pods: no chaos-daemon runs on ${nodesWithoutDaemon.join(', ')}.`,
    nodesWithDaemon.size > 0
      ? `Pass other nodes with --nodes (${[...nodesWithDaemon].sort().join(', ')}), or add tolerations to the chaos-daemon, as in chaos/chaos-mesh-values.yaml.`
      : 'Run `kubectl get pods -n chaos-mesh` to find the cause.',
  )
}
