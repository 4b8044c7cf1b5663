import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { nodes } from '../kube/resources.mts'
import type { ConditionStatus, KubeNode, NodeCondition, Pod } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'
import type { LogLine } from '../logs/read-logs.mts'

/** Follows a pod's log until a line matches; resolves with all lines up to it, from `since` on. */
export const waitForLine = async (
  api: KubeApi,
  pod: Pod,
  pattern: RegExp,
  { since, timeoutMs, signal }: { since: Date; timeoutMs: number; signal: AbortSignal },
): Promise<LogLine[]> => {
  const { name, namespace = '' } = pod.metadata
  const lines: LogLine[] = []
  const timeout = AbortSignal.timeout(timeoutMs)
  const sinceSeconds = Math.ceil((Date.now() - since.getTime()) / 1000)
  const options = { follow: true, sinceSeconds, signal: AbortSignal.any([signal, timeout]) }
  for await (const text of api.podLogs(namespace, name, options)) {
    lines.push({ node: pod.spec.nodeName ?? '', pod: name, text })
    if (pattern.test(text)) return lines
  }
  signal.throwIfAborted()
  throw new UserError(
    `Failed to see ${pattern} in the log of ${name} within ${Math.round(timeoutMs / 1000)} s.`,
    'See `npx zx scripts/logs.mts`; a machine under load needs longer intervals.',
  )
}

/** Waits until the API server has the condition of a node with this status. */
export const waitForStatus = (
  api: KubeApi,
  node: string,
  type: string,
  status: ConditionStatus,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<NodeCondition> =>
  waitFor<KubeNode, NodeCondition>(api, nodes, {
    fieldSelector: `metadata.name=${node}`,
    timeoutMs,
    signal,
    done: ([found]) => {
      const condition = found?.status?.conditions?.find(each => each.type === type)
      return condition?.status === status ? condition : undefined
    },
    onTimeout: () =>
      new UserError(
        `Failed to see ${type} become ${status} on ${node} within ${Math.round(timeoutMs / 1000)} s.`,
        'See `npx zx scripts/logs.mts`.',
      ),
  })
