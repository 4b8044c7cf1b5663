import type { ChaosRecord, NetworkChaos } from '../../chaos-mesh/types.mts'
import { messageOf } from '../../cli/errors.mts'
import type { Pod } from '../../kube/types.mts'
import type { Attempt, Operation } from './phases.mts'
import type { PodNetworks, Rule } from './pod-networks.mts'

export interface PartitionTarget {
  chaos: NetworkChaos
  record: ChaosRecord
  /** All of the experiment. */
  records: ChaosRecord[]
  /** By record id, the generations with which the rules of the experiment are set. */
  instances: Record<string, number>
  /** By record id; a pod that is gone is not there. */
  pods: Map<string, Pod>
  networks: PodNetworks
}

/**
 * Takes one pod one phase further, as chaos-mesh's `partition.Impl`: the phases that wait are those in
 * which the daemon works.
 */
export const advancePartition = (operation: Operation, target: PartitionTarget): Attempt => {
  const waits = target.record.phase.endsWith('/Wait')
  if (operation === 'Apply') return waits ? awaitChaosDaemon(target, 'Injected') : apply(target)
  return waits ? awaitChaosDaemon(target, 'Not Injected') : recover(target)
}

const apply = (target: PartitionTarget): Attempt => {
  const { chaos, record, records, pods, networks } = target
  const pod = pods.get(record.id)
  const opposite = records.filter(({ selectorKey }) => selectorKey !== record.selectorKey)
  try {
    if (!pod) throw notFound(record)
    const gone = opposite.find(({ id }) => !pods.has(id))
    if (gone) throw notFound(gone)
    const generation = networks.commit(pod, {
      source: experimentId(chaos),
      // The rules of a pod that is its own target are added, else the target would take its own away.
      replaceExisting: record.selectorKey === '.',
      rules: buildRules(chaos, record, opposite.length > 0),
    })
    return { phase: 'Not Injected/Wait', generation }
  } catch (error) {
    return { phase: 'Not Injected', error: messageOf(error) }
  }
}

const notFound = ({ id }: ChaosRecord): Error => new Error(`Pod "${id.split('/')[1]}" not found`)

/** What goes out of one side comes in at the other; the target sees the direction from there. */
const buildRules = (
  { spec }: NetworkChaos,
  { selectorKey }: ChaosRecord,
  isLimited: boolean,
): Rule[] => {
  const { direction = 'to' } = spec
  const rules: Rule['direction'][] = [
    ...(direction === 'from' ? [] : (['output'] as const)),
    ...(direction === 'to' ? [] : (['input'] as const)),
  ]
  const seen = (rule: Rule['direction']) =>
    selectorKey === '.' ? rule : rule === 'input' ? 'output' : 'input'
  return rules.map(rule => ({ direction: seen(rule), whom: isLimited ? 'some' : 'all' }))
}

/** Until the daemon has worked with the rules of this experiment. A pod without any is not injected. */
const awaitChaosDaemon = (
  { record, instances, pods, networks }: PartitionTarget,
  done: Attempt['phase'],
): Attempt => {
  const { phase, id } = record
  const pod = pods.get(id)
  const network = pod && networks.find(pod)
  if (!network) return { phase: 'Not Injected' }
  if (network.failure !== undefined) return { phase, error: network.failure }
  return { phase: network.observed >= (instances[id] ?? 0) ? done : phase }
}

/** A pod that is gone, or made anew and not running, has nothing to recover from. */
const recover = ({ chaos, record, pods, networks }: PartitionTarget): Attempt => {
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
