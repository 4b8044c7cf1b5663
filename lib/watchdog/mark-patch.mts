import { markSilent } from '../conditions/silence/mark.mts'
import type { Patch } from '../kube/api.mts'
import type { KubeNode } from '../kube/types.mts'
import type { PlacedCondition } from './watched-nodes.mts'

/** What a mark changes; the heartbeat is not among it, and stays NPD's also in `metadata.managedFields`. */
const markedFields = ['status', 'reason', 'message', 'lastTransitionTime'] as const

/**
 * Marks conditions of one node in its status, if NPD has not written them since they were seen. A JSON
 * patch tests and writes in one step, and the API server repeats both when somebody else wrote in
 * between. So what the kubelet or others write to the node meanwhile does not keep the mark from being
 * set, as a `resourceVersion` would; but a new heartbeat, or the condition at another place in the
 * list, makes it a 422. The whole condition is tested: heartbeats have whole seconds only, and NPD may
 * have written twice in one.
 */
export const markPatch = (node: KubeNode, conditions: PlacedCondition[], now: Date): Patch => ({
  type: 'json',
  body: conditions.flatMap(({ index, condition }) => {
    const path = `/status/conditions/${index}`
    const marked = markSilent(node, condition, now)
    return [
      { op: 'test', path, value: condition },
      ...markedFields.map(field => ({ op: 'add', path: `${path}/${field}`, value: marked[field] })),
    ]
  }),
})
