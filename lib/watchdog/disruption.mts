/** How much of the cluster is silent: as the zone states of the node lifecycle controller. */
export type Disruption = 'none' | 'partial' | 'full'

/** So many silent nodes are no disruption yet, however small the cluster. */
const tolerated = 2

/**
 * As the controller's `ComputeZoneState`: full if all nodes are silent; partial if more than two are, and
 * they make up this share of all. The whole cluster counts as one zone. One thing differs: a cluster of
 * a single node, or of two, is not in a full disruption as soon as all of it is silent, for then its
 * last node could never be marked.
 */
export const disruptionOf = (nodes: number, silent: number, threshold: number): Disruption => {
  if (silent <= tolerated) return 'none'
  if (silent === nodes) return 'full'
  return silent / nodes >= threshold ? 'partial' : 'none'
}
