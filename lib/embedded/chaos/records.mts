import { type Candidates, podId, selectPods } from '../../chaos-mesh/select-pods.mts'
import type { ChaosRecord, NetworkChaos } from '../../chaos-mesh/types.mts'
import { messageOf } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { nodes, pods } from '../../kube/resources.mts'
import { toKubeTime } from '../../kube/time.mts'
import type { KubeNode, Pod } from '../../kube/types.mts'
import { advancePartition } from './advance-partition.mts'
import { type ChaosEvent, createFailedEvent } from './chaos-events.mts'
import { createRecord, findNextOperation, recordAttempt } from './phases.mts'
import { pickByMode } from './pick-by-mode.mts'
import type { PodNetworks } from './pod-networks.mts'

export interface RecordChanges {
  records: ChaosRecord[]
  /**
   * Maps each record ID to the `generation` that the pod's network rules had after this experiment last changed
   * them.
   */
  instances: Record<string, number>
  events: ChaosEvent[]
  /** Whether an attempt failed and must be retried. */
  needsRetry: boolean
}

export const listCandidates = async (api: KubeApi, signal: AbortSignal): Promise<Candidates> => {
  const [podList, nodeList] = await Promise.all([
    api.list<Pod>(pods, { signal }),
    api.list<KubeNode>(nodes, { signal }),
  ])
  return { pods: podList.items, nodes: nodeList.items }
}

/**
 * Selects the pods of the experiment and creates a record for each pod. If the selection fails, returns an
 * event with the reason.
 */
export const createRecords = (
  { spec }: NetworkChaos,
  candidates: Candidates,
): ChaosRecord[] | ChaosEvent => {
  try {
    const targets = [
      { key: '.', ...spec },
      ...(spec.target ? [{ key: '.Target', ...spec.target }] : []),
    ]
    return targets.flatMap(({ key, ...target }) => {
      const matchingPods = selectPods(target.selector, candidates)
      if (matchingPods.length === 0) throw new Error('no pod is selected')
      const chosenPods = pickByMode(matchingPods, target)
      if (chosenPods.length === 0) throw new Error('no target has been selected')
      return chosenPods.map(pod => createRecord(key, podId(pod)))
    })
  } catch (error) {
    return createFailedEvent('select targets', messageOf(error))
  }
}

/** Moves every record that has not reached the desired phase to its next phase. */
export const advanceRecords = (
  chaos: NetworkChaos,
  records: ChaosRecord[],
  candidates: Candidates,
  networks: PodNetworks,
): RecordChanges => {
  const pods = new Map(candidates.pods.map(pod => [podId(pod), pod]))
  const instances = { ...chaos.status?.instances }
  const events: ChaosEvent[] = []
  let needsRetry = false
  const advancedRecords = records.map(record => {
    const operation = findNextOperation(chaos.status?.experiment.desiredPhase, record.phase)
    if (!operation) return record
    const attempt = advancePartition(operation, {
      chaos,
      record,
      records,
      instances,
      pods,
      networks,
    })
    const result = recordAttempt(record, operation, attempt, toKubeTime(new Date()))
    if (attempt.generation !== undefined) instances[record.id] = attempt.generation
    if (result.event) events.push(result.event)
    needsRetry ||= attempt.error !== undefined
    return result.record
  })
  return { records: advancedRecords, instances, events, needsRetry }
}
