import { setTimeout as delay } from 'node:timers/promises'
import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import type { KubeApi } from '../../kube/api.mts'
import { ApiStatusError } from '../../kube/errors.mts'
import { networkChaos } from '../../kube/resources.mts'

/** Identifies one experiment. The UID distinguishes it from a recreated experiment with the same name. */
export interface ExperimentRef {
  namespace: string
  name: string
  uid: string
}

/** Delays in milliseconds after each conflict, as in client-go's `retry.DefaultBackoff`. */
const retryDelaysMs = [10, 50, 250]

export const findChaos = async (
  api: KubeApi,
  { namespace, name, uid }: ExperimentRef,
  signal: AbortSignal,
): Promise<NetworkChaos | undefined> => {
  const chaos = await api.find<NetworkChaos>(networkChaos, name, { namespace, signal })
  return chaos?.metadata.uid === uid ? chaos : undefined
}

/**
 * Reads, changes and writes the whole object including its status, because NetworkChaos has no status
 * subresource. After a conflict, reads the object again and retries. Returns undefined if the object was
 * deleted.
 */
export const updateChaos = async (
  api: KubeApi,
  ref: ExperimentRef,
  change: (chaos: NetworkChaos) => NetworkChaos,
  signal: AbortSignal,
): Promise<NetworkChaos | undefined> => {
  const { namespace } = ref
  for (const delayMs of [...retryDelaysMs, undefined]) {
    const current = await findChaos(api, ref, signal)
    if (!current) return undefined
    try {
      return await api.replace(networkChaos, change(current), { namespace, signal })
    } catch (error) {
      if (!(error instanceof ApiStatusError)) throw error
      if (error.code === 404) return undefined
      if (error.code !== 409 || delayMs === undefined) throw error
      await delay(delayMs, undefined, { signal })
    }
  }
  return undefined
}
