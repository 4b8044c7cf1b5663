import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { podId } from '../../chaos-mesh/select-pods.mts'
import type { KubeObject, Pod } from '../../kube/types.mts'
import type { BlockedDirections } from '../network/network.mts'

/** One rule of a pod's firewall. Drops traffic to or from all peers, or some of them. */
export interface Rule {
  direction: 'input' | 'output'
  peers: 'all' | 'some'
}

/** The rules of all experiments on one pod, which chaos-mesh stores in a PodNetworkChaos. */
export interface PodNetwork {
  readonly pod: Pod
  /** The PodNetworkChaos. It has only the fields that events refer to. */
  readonly object: KubeObject
  rules: (Rule & { source: string })[]
  /** Incremented with each change of the rules. */
  generation: number
  /** The generation of the rules that the last chaos-daemon call tried to set. */
  observedGeneration: number
  /** The error message of the last call, if it failed. */
  failure?: string
}

interface RulesChange {
  /** The experiment as `namespace/name`. */
  source: string
  /** Whether to remove the experiment's existing rules. */
  replaceExisting: boolean
  rules: Rule[]
}

export interface PodNetworks {
  /** Finds the rules of a pod. A recreated pod starts without rules. */
  find(pod: Pod): PodNetwork | undefined
  /**
   * Applies the change and returns the new generation. Throws if the pod has no rules yet and is not
   * running.
   */
  commit(pod: Pod, change: RulesChange): number
  /** Removes the rules of all pods that are not in this list. */
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
      observedGeneration: 0,
    }
    networks.set(podId(pod), network)
    return network
  }

  return {
    find,
    retain: pods => {
      const keptNetworks = new Set(pods.flatMap(pod => find(pod) ?? []))
      for (const [id, network] of networks) if (!keptNetworks.has(network)) networks.delete(id)
    },
    commit: (pod, { source, replaceExisting, rules }) => {
      const network = find(pod) ?? create(pod)
      const keptRules = network.rules.filter(rule => !replaceExisting || rule.source !== source)
      const newRules = [...keptRules, ...rules.map(rule => ({ ...rule, source }))]
      if (network.generation === 0 || !isDeepStrictEqual(newRules, network.rules))
        network.generation++
      network.rules = newRules
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
 * Returns the blocked directions between the pod and the API server, as seen from the pod. Rules with `peers:
 * 'some'` have no effect, because this network only connects pods to the API server.
 */
export const findBlockedDirections = ({ rules }: PodNetwork): BlockedDirections => {
  const dropsAll = (direction: Rule['direction']) =>
    rules.some(rule => rule.direction === direction && rule.peers === 'all')
  return { egress: dropsAll('output'), ingress: dropsAll('input') }
}
