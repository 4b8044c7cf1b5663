import { UserError } from '../cli/errors.mts'
import { createTimeoutSignal } from '../cli/timeout-signal.mts'
import { isMarked } from '../conditions/silence/mark.mts'
import type { KubeApi } from '../kube/api.mts'
import { conditionOf } from '../kube/node-condition.mts'
import { events, nodes } from '../kube/resources.mts'
import type { ConditionStatus, KubeEvent, KubeNode, NodeCondition, Pod } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'
import type { LogLine } from '../logs/read-logs.mts'
import { recoveredReason } from '../watchdog/events.mts'

/** Follows a pod's log until a line matches, and resolves with all lines from `since` to that one. */
export const waitForLine = async (
  api: KubeApi,
  pod: Pod,
  pattern: RegExp,
  { since, timeoutMs, signal }: { since: Date; timeoutMs: number; signal: AbortSignal },
): Promise<LogLine[]> => {
  const { name, namespace = '' } = pod.metadata
  const lines: LogLine[] = []
  const timeout = createTimeoutSignal(timeoutMs)
  const sinceSeconds = Math.ceil((Date.now() - since.getTime()) / 1000)
  const options = { follow: true, sinceSeconds, signal: AbortSignal.any([signal, timeout]) }
  for await (const text of api.readPodLog(namespace, name, options)) {
    lines.push({ node: pod.spec.nodeName ?? '', pod: name, text })
    if (pattern.test(text)) return lines
  }
  signal.throwIfAborted()
  throw new UserError(
    `Failed to find ${pattern} in the log of ${name}: it did not appear within ${Math.round(timeoutMs / 1000)} s.`,
    'Run `npx zx scripts/logs.mts` to find the cause, and use longer intervals on a busy machine.',
  )
}

/** Whether NPD, not the watchdog, has set the status to Unknown. */
const isUnknownSetByNpd = (condition: NodeCondition | undefined): boolean =>
  condition?.status === 'Unknown' && !isMarked(condition)

/** The nodes and the condition type to wait for. */
interface WatchedCondition {
  type: string
  nodeNames: string[]
}

interface WaitOptions {
  timeoutMs: number
  signal: AbortSignal
}

/** Waits until the condition of these nodes has this status. */
export const waitForStatus = (
  api: KubeApi,
  { type, nodeNames }: WatchedCondition,
  status: ConditionStatus,
  options: WaitOptions,
): Promise<true> =>
  waitForNodes(
    api,
    node => !nodeNames.includes(node.metadata.name) || conditionOf(node, type)?.status === status,
    `${type} to become ${status} on ${nodeNames.join(', ')}`,
    options,
  )

/** Waits until the watchdog has marked the condition of these nodes. */
export const waitForMarks = (
  api: KubeApi,
  { type, nodeNames }: WatchedCondition,
  options: WaitOptions,
): Promise<true> => {
  const hasMark = (node: KubeNode) => {
    const condition = conditionOf(node, type)
    return condition !== undefined && isMarked(condition)
  }
  return waitForNodes(
    api,
    node => !nodeNames.includes(node.metadata.name) || hasMark(node),
    `the watchdog to mark ${type} on ${nodeNames.join(', ')}`,
    options,
  )
}

/** Waits until the watchdog has reported the recovery of each of these nodes. */
export const waitForRecoveries = (
  api: KubeApi,
  nodeNames: string[],
  since: Date,
  { timeoutMs, signal }: WaitOptions,
): Promise<true> =>
  waitFor<KubeEvent, true>(api, events, {
    namespace: 'default',
    timeoutMs,
    signal,
    findResult: found => {
      const reported = found
        .filter(({ reason }) => reason === recoveredReason)
        .filter(({ lastTimestamp }) => Date.parse(lastTimestamp ?? '') >= since.getTime() - 1_000)
        .map(({ involvedObject }) => involvedObject.name)
      return nodeNames.every(name => reported.includes(name)) ? true : undefined
    },
    createTimeoutError: () =>
      new UserError(
        `Failed to wait for the recovery of ${nodeNames.join(', ')}: the watchdog did not report the recovery of all nodes within ${Math.round(timeoutMs / 1000)} s.`,
        'Run the demo again on a less busy machine.',
      ),
  })

/** The first value that NPD writes after it reconnects to the API server. */
export type FirstReport = 'outage' | 'all-clear'

/**
 * Waits until NPD has set the condition of one of these nodes to Unknown, or until NPD on all of them has sent a
 * heartbeat. The Unknown does not always arrive: NPD stores only its latest value, and sends one patch at a time.
 * During the outage, a hanging patch with the old False can block the Unknown until the outage is over.
 */
export const waitForFirstReport = async (
  api: KubeApi,
  { type, nodeNames }: WatchedCondition,
  since: Date,
  { timeoutMs, signal }: WaitOptions,
): Promise<FirstReport> => {
  const findFirstReport = (found: KubeNode[]): FirstReport | undefined => {
    const conditions = found
      .filter(({ metadata }) => nodeNames.includes(metadata.name))
      .map(node => conditionOf(node, type))
    if (conditions.some(isUnknownSetByNpd)) return 'outage'
    const isRenewed = (condition: NodeCondition | undefined) =>
      Date.parse(condition?.lastHeartbeatTime ?? '') >= since.getTime()
    return conditions.every(isRenewed) ? 'all-clear' : undefined
  }
  return waitFor<KubeNode, FirstReport>(api, nodes, {
    timeoutMs,
    signal,
    findResult: findFirstReport,
    createTimeoutError: () =>
      new UserError(
        `Failed to reconnect the nodes: NPD on ${nodeNames.join(', ')} sent no heartbeat within ${Math.round(timeoutMs / 1000)} s.`,
        'Run `npx zx scripts/logs.mts` to find the cause.',
      ),
  })
}

/** Waits until every node not in `except` has sent a heartbeat after `since`. */
export const waitForHeartbeats = (
  api: KubeApi,
  type: string,
  { except: excludedNodes, since }: { except: string[]; since: Date },
  options: WaitOptions,
): Promise<true> =>
  waitForNodes(
    api,
    node =>
      excludedNodes.includes(node.metadata.name) ||
      Date.parse(conditionOf(node, type)?.lastHeartbeatTime ?? '') >= since.getTime(),
    'the heartbeats of the other nodes',
    options,
  )

const waitForNodes = (
  api: KubeApi,
  isDone: (node: KubeNode) => boolean,
  description: string,
  { timeoutMs, signal }: WaitOptions,
): Promise<true> =>
  waitFor<KubeNode, true>(api, nodes, {
    timeoutMs,
    signal,
    findResult: found => (found.every(isDone) ? true : undefined),
    createTimeoutError: () =>
      new UserError(
        `Failed to wait for ${description}: timed out after ${Math.round(timeoutMs / 1000)} s.`,
        'Run `npx zx scripts/logs.mts` to find the cause.',
      ),
  })
