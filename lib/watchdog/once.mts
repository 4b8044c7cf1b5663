import { measureSilence } from '../conditions/silence/clock.mts'
import type { KubeApi } from '../kube/api.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { type Configuration, requireTypes, toAllowance } from './configuration.mts'
import { decide, type EvaluatedNode, evaluateNode, initialPacing, type Limits } from './decide.mts'
import * as lines from './lines.mts'
import { type AttemptResult, markNodes, reportDisruption } from './marking.mts'
import { publishConditions } from './silent-condition.mts'
import { WatchedNodes } from './watched-nodes.mts'
import type { WatchdogWriter } from './writer.mts'

export interface EvaluateOnceOptions {
  api: KubeApi
  writer: WatchdogWriter
  lease: { name: string; namespace: string }
  limits: Limits
  configuration: Configuration
  log: (line: string) => void
  onError: (message: string) => void
  signal: AbortSignal
}

/** The number of nodes with each result. */
export interface Evaluation {
  evaluatedCount: number
  silentCount: number
  markedCount: number
  failedCount: number
}

/**
 * Evaluates all nodes once, for example in a CronJob. A single read cannot detect whether heartbeats change.
 * Silence is therefore measured with the API server's clock, from NPD's last write (`measureSilence`). Does
 * not mark nodes during a cluster-wide outage.
 */
export const evaluateOnce = async (options: EvaluateOnceOptions): Promise<Evaluation> => {
  const { api, writer, lease, limits, configuration, log, signal } = options
  requireTypes(configuration)
  log(
    lines.describeConfiguration(
      configuration,
      configuration.period,
      toAllowance(configuration.period),
    ),
  )
  const evaluated = await evaluateNow(api, configuration, signal)
  const decision = decide({
    nowMs: 0,
    nodes: evaluated,
    disconnectedForMs: 0,
    previousPacing: initialPacing,
    limits,
  })
  const { disruption } = decision.pacing
  if (disruption !== 'none') {
    // To mark nodes at a limited rate, the watchdog would need the state of earlier runs.
    const noMarkingLimits = { ...limits, disruptionRate: 0 }
    await reportDisruption(
      { writer, log },
      { lease, disruption, evaluated, limits: noMarkingLimits },
    )
  }
  const outcomes: AttemptResult['outcome'][] = []
  await markNodes(decision.nodesToMark, {
    ...options,
    mayMark: () => !signal.aborted,
    onAttempt: ({ outcome }) => outcomes.push(outcome),
  })
  // Read the nodes again, so that the published conditions include the new marks.
  if (!signal.aborted) {
    const reevaluated = await evaluateNow(api, configuration, signal)
    const mayWrite = () => !signal.aborted
    await publishConditions(reevaluated, { ...options, mayWrite, onPublished: () => {} })
  }
  return {
    evaluatedCount: evaluated.length,
    silentCount: evaluated.filter(({ isSilent }) => isSilent).length,
    markedCount: outcomes.filter(outcome => outcome === 'marked').length,
    failedCount: outcomes.filter(outcome => outcome === 'failed').length,
  }
}

const evaluateNow = async (
  api: KubeApi,
  { types, period }: Configuration,
  signal: AbortSignal,
): Promise<EvaluatedNode[]> => {
  const { items, serverDate = new Date() } = await api.list<KubeNode>(nodes, { signal })
  const watched = new WatchedNodes(
    (node, condition) => measureSilence(node, condition, serverDate).silentForMs,
  )
  watched.apply({ type: 'synced', objects: items }, 0)
  return [...watched.all()].flatMap(node => {
    const silentForMs = (type: string) => watched.silentForMs(node, type, 0)
    return evaluateNode(node, types, silentForMs, toAllowance(period)) ?? []
  })
}
