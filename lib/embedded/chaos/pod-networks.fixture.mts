import { podId } from '../../chaos-mesh/select-pods.mts'
import type { CutDirections } from '../network/network.mts'
import { createPodNetworks, findCutDirections } from './pod-networks.mts'

/** Creates pod networks whose rules take effect immediately. `cut` contains the cut directions by pod ID. */
export const createInstantNetworks = () => {
  const cut = new Map<string, CutDirections>()
  const networks = createPodNetworks(network => {
    network.observedGeneration = network.generation
    const directions = findCutDirections(network)
    if (directions.egress || directions.ingress) cut.set(podId(network.pod), directions)
    else cut.delete(podId(network.pod))
  })
  return { networks, cut }
}
