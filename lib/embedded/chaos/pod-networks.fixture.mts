import { podId } from '../../chaos-mesh/select-pods.mts'
import type { Directions } from '../network/network.mts'
import { createPodNetworks, directionsOf } from './pod-networks.mts'

/** Networks whose daemons do at once what they are told; and what is cut, by pod. */
export const createInstantNetworks = () => {
  const cut = new Map<string, Directions>()
  const networks = createPodNetworks(network => {
    network.observed = network.generation
    const directions = directionsOf(network)
    if (directions.egress || directions.ingress) cut.set(podId(network.pod), directions)
    else cut.delete(podId(network.pod))
  })
  return { networks, cut }
}
