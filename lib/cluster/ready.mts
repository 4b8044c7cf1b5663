import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { conditionOf } from '../kube/node-condition.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'

export interface ReadyOptions {
  /** The expected number of nodes. */
  count: number
  timeoutMs: number
  /** The fix to suggest if the nodes do not become Ready. */
  hint: string
  signal: AbortSignal
}

/**
 * Waits until all nodes are Ready and resolves with their number. Rejects with a UserError after
 * the timeout.
 */
export const waitForReady = (
  api: KubeApi,
  { count, timeoutMs, hint, signal }: ReadyOptions,
): Promise<number> =>
  waitFor<KubeNode, number>(api, nodes, {
    timeoutMs,
    signal,
    findResult: all => (all.length === count && all.every(isReady) ? count : undefined),
    createTimeoutError: all => {
      const notReady = all.filter(node => !isReady(node)).map(describeNode)
      const ready = `${all.length - notReady.length} of ${count} are Ready after ${timeoutMs / 1000} s`
      return new UserError(
        `Failed to start the nodes: ${[ready, ...notReady].join('\n    ')}.`,
        hint,
      )
    },
  })

const isReady = (node: KubeNode): boolean => conditionOf(node, 'Ready')?.status === 'True'

const describeNode = (node: KubeNode): string =>
  `${node.metadata.name}: ${conditionOf(node, 'Ready')?.message ?? 'no status yet'}`
