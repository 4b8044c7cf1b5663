import { podId } from '../../chaos-mesh/select-pods.mts'
import type { BlockedDirections } from '../network/network.mts'
import { createPodNetworks, findBlockedDirections } from './pod-networks.mts'

/** Creates pod networks whose rules take effect immediately. `partitioned` maps pod IDs to blocked directions. */
export const createInstantNetworks = () => {
  const partitioned = new Map<string, BlockedDirections>()
  const networks = createPodNetworks(network => {
    network.observedGeneration = network.generation
    const directions = findBlockedDirections(network)
    if (directions.egress || directions.ingress) partitioned.set(podId(network.pod), directions)
    else partitioned.delete(podId(network.pod))
  })
  return { networks, partitioned }
}
