import type { ChaosRecord, NetworkChaos, Pod } from '../../kube/types.mts'
import type { Directions } from '../network.mts'
import type { Cuts } from './cuts.mts'
import type { Attempt, Operation } from './phases.mts'

export interface PartitionTarget {
  chaos: NetworkChaos
  record: ChaosRecord
  /** The pod of the record, if it is still there. */
  pod: Pod | undefined
  cuts: Cuts
}

/**
 * Takes one pod one phase further, as chaos-mesh's `partition.Impl` does with its daemon: the phases
 * that wait are those in which the daemon works.
 */
export const partition = (operation: Operation, target: PartitionTarget): Attempt =>
  operation === 'Apply' ? apply(target) : recover(target)

const apply = ({ chaos, record, pod, cuts }: PartitionTarget): Attempt => {
  const { phase, id } = record
  if (phase === 'Not Injected') return prepare(id, pod)
  if (!pod) return { phase: 'Not Injected' }
  if (pod.spec.hostNetwork)
    return {
      phase,
      error: `It's dangerous to inject network chaos on a pod(${id}) with \`hostNetwork\``,
    }
  const directions = directionsOf(chaos, record)
  if (directions) cuts.add(id, experimentId(chaos), directions)
  return { phase: 'Injected' }
}

const prepare = (id: string, pod: Pod | undefined): Attempt => {
  if (!pod) return { phase: 'Not Injected', error: `Pod "${id.split('/')[1]}" not found` }
  if (pod.status?.phase !== 'Running') return { phase: 'Not Injected', error: 'pod not running' }
  return { phase: 'Not Injected/Wait' }
}

const recover = ({ chaos, record, pod, cuts }: PartitionTarget): Attempt => {
  if (record.phase === 'Injected' && pod) return { phase: 'Injected/Wait' }
  cuts.remove(record.id, experimentId(chaos))
  return { phase: 'Not Injected' }
}

/**
 * What is cut of the pod's way to the API server, seen from the pod. With a `target`, only traffic
 * between the two sets of pods is lost; there is none here, and the way to the API server stays open.
 */
const directionsOf = ({ spec }: NetworkChaos, record: ChaosRecord): Directions | undefined => {
  if (spec.target || record.selectorKey !== '.') return undefined
  const direction = spec.direction ?? 'to'
  return { egress: direction !== 'from', ingress: direction !== 'to' }
}

export const experimentId = ({ metadata }: Pick<NetworkChaos, 'metadata'>): string =>
  `${metadata.namespace}/${metadata.name}`
