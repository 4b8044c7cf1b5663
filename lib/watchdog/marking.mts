import { messageOf } from '../cli/errors.mts'
import { mapConcurrently } from '../kube/map-concurrent.mts'
import type { KubeNode } from '../kube/types.mts'
import type { Disruption, EvaluatedNode, Limits } from './decide.mts'
import { buildDisruptionEvent, buildSilentEvent } from './events.mts'
import * as lines from './lines.mts'
import type { MarkResult, WatchdogWriter } from './writer.mts'

/** The writer of the marks, and the outputs for log lines and errors. */
export interface MarkOutputs {
  writer: WatchdogWriter
  log: (line: string) => void
  onError: (message: string) => void
}

/** The result of an attempt to mark a node. `failed`: the API server rejected the request or could not be reached. */
export type AttemptResult = MarkResult | { outcome: 'failed' }

export interface MarkOptions extends MarkOutputs {
  /** Called before each node is marked, because the situation may have changed since the decision. */
  mayMark: () => boolean
  /** Called after each attempt, before anything is printed. */
  onAttempt: (attempt: AttemptResult, node: KubeNode) => void
}

const maxConcurrency = 8

/** Marks nodes, and reports each result. Does not reject if a node cannot be marked. */
export const markNodes = async (nodes: EvaluatedNode[], options: MarkOptions): Promise<void> => {
  await mapConcurrently(nodes, maxConcurrency, evaluated => markNode(evaluated, options))
}

const markNode = async (
  { watchedNode: { node }, conditionsToMark, silentForMs }: EvaluatedNode,
  { writer, log, onError, mayMark, onAttempt }: MarkOptions,
): Promise<void> => {
  if (!mayMark()) return
  const now = new Date()
  let result: MarkResult
  try {
    result = await writer.mark(node, conditionsToMark, now)
  } catch (error) {
    onAttempt({ outcome: 'failed' }, node)
    return onError(`Failed to mark node ${node.metadata.name}: ${messageOf(error)}`)
  }
  onAttempt(result, node)
  if (result.outcome !== 'marked') return
  log(
    lines.describeMark(node, conditionsToMark, {
      silentForMs,
      overwriteTrue: writer.overwritesTrue,
    }),
  )
  await writer.writeEvent(buildSilentEvent(node, conditionsToMark, silentForMs, now))
}

export interface DisruptionReport {
  /** The Lease that the event refers to. */
  lease: { name: string; namespace: string }
  disruption: Disruption
  evaluated: EvaluatedNode[]
  limits: Limits
}

/** Reports the start or the end of a cluster-wide outage. */
export const reportDisruption = async (
  { writer, log }: Pick<MarkOutputs, 'writer' | 'log'>,
  { lease, disruption, evaluated, limits }: DisruptionReport,
): Promise<void> => {
  const message = lines.describeDisruption(disruption, evaluated, limits)
  log(message)
  await writer.writeEvent(buildDisruptionEvent(lease, disruption, message, new Date()))
}
