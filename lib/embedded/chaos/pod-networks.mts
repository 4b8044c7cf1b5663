import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { podId } from '../../chaos-mesh/select-pods.mts'
import type { KubeObject, Pod } from '../../kube/types.mts'
import type { Directions } from '../network/network.mts'

/** One rule of a pod's firewall: everything in one direction is lost, or what some others send. */
export interface Rule {
  direction: 'input' | 'output'
  whom: 'all' | 'some'
}

/** What chaos-mesh keeps in a PodNetworkChaos: the rules of all experiments on one pod. */
export interface PodNetwork {
  readonly pod: Pod
  /** The PodNetworkChaos, as far as events name it. */
  readonly object: KubeObject
  rules: (Rule & { source: string })[]
  /** Counts the changes of the rules. */
  generation: number
  /** The last generation with which the daemon was called. */
  observed: number
  /** Why the last call failed. */
  failure?: string
}

interface RulesChange {
  /** The experiment, as in `namespace/name`. */
  source: string
  /** Whether the rules that the experiment has already go. */
  replaceExisting: boolean
  rules: Rule[]
}

export interface PodNetworks {
  /** That of a pod which is there; it goes with its pod. */
  find(pod: Pod): PodNetwork | undefined
  /** Returns the generation with the change. Throws if the first one comes before the pod runs. */
  commit(pod: Pod, change: RulesChange): number
  /** Forgets those of pods that are gone. */
  retain(pods: Pod[]): void
}

export const createPodNetworks = (
  onCommit: (network: PodNetwork) => void = () => {},
): PodNetworks => {
  const networks = new Map<string, PodNetwork>()

  const find = (pod: Pod): PodNetwork | undefined => {
    const network = networks.get(podId(pod))
    return network?.pod.metadata.uid === pod.metadata.uid ? network : undefined
  }

  const create = (pod: Pod): PodNetwork => {
    if (pod.status?.phase !== 'Running') throw new Error('pod not running')
    const network = {
      pod,
      object: createPodNetworkChaos(pod),
      rules: [],
      generation: 0,
      observed: 0,
    }
    networks.set(podId(pod), network)
    return network
  }

  return {
    find,
    retain: pods => {
      const kept = new Set(pods.flatMap(pod => find(pod) ?? []))
      for (const [id, network] of networks) if (!kept.has(network)) networks.delete(id)
    },
    commit: (pod, { source, replaceExisting, rules }) => {
      const network = find(pod) ?? create(pod)
      const kept = network.rules.filter(rule => !replaceExisting || rule.source !== source)
      const next = [...kept, ...rules.map(rule => ({ ...rule, source }))]
      if (network.generation === 0 || !isDeepStrictEqual(next, network.rules)) network.generation++
      network.rules = next
      onCommit(network)
      return network.generation
    },
  }
}

const createPodNetworkChaos = ({ metadata: { name, namespace = '' } }: Pod): KubeObject => ({
  apiVersion: 'chaos-mesh.org/v1alpha1',
  kind: 'PodNetworkChaos',
  metadata: { name, namespace, uid: randomUUID() },
})

/**
 * What is cut of the pod's way to the API server, seen from the pod. A rule against other pods cuts
 * nothing: there is no way to them here, and the one to the API server stays open.
 */
export const directionsOf = ({ rules }: PodNetwork): Directions => {
  const all = (direction: Rule['direction']) =>
    rules.some(rule => rule.direction === direction && rule.whom === 'all')
  return { egress: all('output'), ingress: all('input') }
}
