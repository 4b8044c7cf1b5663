import type { Directions } from '../network.mts'

/** What a chaos controller can do to the network of a pod, named `namespace/name`. */
export interface ChaosNetwork {
  /** Cuts these directions and no others. */
  cut(podId: string, directions: Directions): void
  heal(podId: string): void
}

/** Which experiment cuts what. Several on one pod add up; it is healed when none is left. */
export interface Cuts {
  add(podId: string, experiment: string, directions: Directions): void
  remove(podId: string, experiment: string): void
  /** The experiment is gone: nothing of it stays. */
  forget(experiment: string): void
}

export const createCuts = (network: ChaosNetwork): Cuts => {
  const byPod = new Map<string, Map<string, Directions>>()

  const apply = (podId: string, experiments: Map<string, Directions>): void => {
    const all = [...experiments.values()]
    if (all.length === 0) {
      byPod.delete(podId)
      network.heal(podId)
      return
    }
    byPod.set(podId, experiments)
    const egress = all.some(directions => directions.egress)
    const ingress = all.some(directions => directions.ingress)
    network.cut(podId, { egress, ingress })
  }

  const remove = (podId: string, experiment: string): void => {
    const experiments = byPod.get(podId)
    if (experiments?.delete(experiment)) apply(podId, experiments)
  }

  return {
    add: (podId, experiment, directions) =>
      apply(podId, new Map(byPod.get(podId)).set(experiment, directions)),
    remove,
    forget: experiment => {
      for (const podId of [...byPod.keys()]) remove(podId, experiment)
    },
  }
}
