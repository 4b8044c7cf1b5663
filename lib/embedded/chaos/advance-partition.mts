import type { ChaosRecord, NetworkChaos } from '../../chaos-mesh/types.mts'
import { messageOf } from '../../cli/errors.mts'
import type { Pod } from '../../kube/types.mts'
import type { AttemptResult, Operation } from './phases.mts'
import type { PodNetworks, Rule } from './pod-networks.mts'

export interface PartitionContext {
  chaos: NetworkChaos
  record: ChaosRecord
  /** All records of the experiment. */
  records: ChaosRecord[]
  /** Maps each record ID to the generation of the pod's network rules after this experiment last changed them. */
  instances: Record<string, number>
  /** Existing pods by record ID. */
  pods: Map<string, Pod>
  networks: PodNetworks
}

/**
 * Moves one record to its next phase, like chaos-mesh's `partition.Impl`. A record in a `/Wait` phase waits for
 * the chaos-daemon.
 */
export const advancePartition = (
  operation: Operation,
  context: PartitionContext,
): AttemptResult => {
  const isWaiting = context.record.phase.endsWith('/Wait')
  if (operation === 'Apply')
    return isWaiting ? awaitChaosDaemon(context, 'Injected') : apply(context)
  return isWaiting ? awaitChaosDaemon(context, 'Not Injected') : recover(context)
}

const apply = (context: PartitionContext): AttemptResult => {
  const { chaos, record, records, pods, networks } = context
  const pod = pods.get(record.id)
  const oppositeRecords = records.filter(({ selectorKey }) => selectorKey !== record.selectorKey)
  try {
    if (!pod) throw createNotFoundError(record)
    const missingRecord = oppositeRecords.find(({ id }) => !pods.has(id))
    if (missingRecord) throw createNotFoundError(missingRecord)
    const generation = networks.commit(pod, {
      source: experimentId(chaos),
      // A pod can be in both `selector` and `target`. Its rules as a target must not replace its other rules.
      replaceExisting: record.selectorKey === '.',
      rules: buildRules(chaos, record, oppositeRecords.length > 0),
    })
    return { phase: 'Not Injected/Wait', generation }
  } catch (error) {
    return { phase: 'Not Injected', error: messageOf(error) }
  }
}

const createNotFoundError = ({ id }: ChaosRecord): Error =>
  new Error(`Pod "${id.split('/')[1]}" not found`)

/** Builds the rules for one pod. For pods of `target`, the directions are reversed. */
const buildRules = (
  { spec }: NetworkChaos,
  { selectorKey }: ChaosRecord,
  hasPeerList: boolean,
): Rule[] => {
  const { direction = 'to' } = spec
  const directions: Rule['direction'][] = [
    ...(direction === 'from' ? [] : (['output'] as const)),
    ...(direction === 'to' ? [] : (['input'] as const)),
  ]
  const reverseForTarget = (direction: Rule['direction']) =>
    selectorKey === '.' ? direction : direction === 'input' ? 'output' : 'input'
  return directions.map(sourceDirection => ({
    direction: reverseForTarget(sourceDirection),
    peers: hasPeerList ? 'some' : 'all',
  }))
}

/**
 * Returns `donePhase` if the chaos-daemon has set the experiment's rules, or else the current phase. The
 * phase of a pod without rules is always `Not Injected`.
 */
const awaitChaosDaemon = (
  { record, instances, pods, networks }: PartitionContext,
  donePhase: AttemptResult['phase'],
): AttemptResult => {
  const { phase, id } = record
  const pod = pods.get(id)
  const network = pod && networks.find(pod)
  if (!network) return { phase: 'Not Injected' }
  if (network.failure !== undefined) return { phase, error: network.failure }
  return { phase: network.observedGeneration >= (instances[id] ?? 0) ? donePhase : phase }
}

/** Removes the rules. A pod that was deleted, or recreated and not yet started, has no rules. */
const recover = ({ chaos, record, pods, networks }: PartitionContext): AttemptResult => {
  const pod = pods.get(record.id)
  if (!pod || (pod.status?.phase !== 'Running' && !networks.find(pod)))
    return { phase: 'Not Injected' }
  const generation = networks.commit(pod, {
    source: experimentId(chaos),
    replaceExisting: true,
    rules: [],
  })
  return { phase: 'Injected/Wait', generation }
}

export const experimentId = ({ metadata }: Pick<NetworkChaos, 'metadata'>): string =>
  `${metadata.namespace}/${metadata.name}`
