import type { ConditionStatus, NodeCondition } from '../../kube/types.mts'
import { isMarked } from './mark.mts'

/** What is to be made of a condition, from outside the node. Times are in milliseconds. */
export type Verdict =
  /** Its writer was heard, and says that all is well, that it is not, or that it cannot tell. */
  | { verdict: 'healthy' | 'problem' | 'unknown' }
  /** Its writer was not heard for longer than allowed, whatever the condition says. */
  | { verdict: 'silent'; silentMs: number }
  /** The node has no such condition: nobody ever wrote it, which is no silence yet. */
  | { verdict: 'missing' }

/**
 * The one rule of silence. `unheardMs` is how long the condition's writer was not heard, as
 * `HeartbeatWatch` or `lastHeard` tell it; `allowedMs` how long that may be, as `allowedSilence` tells
 * it. Exactly at the limit it is still heard, as for the node lifecycle controller. A mark is the word of a
 * watcher that has not heard it: it stands until the writer writes.
 */
export const judge = (
  condition: NodeCondition | undefined,
  unheardMs: number,
  allowedMs: number,
): Verdict => {
  if (!condition) return { verdict: 'missing' }
  if (unheardMs > allowedMs || isMarked(condition))
    return { verdict: 'silent', silentMs: unheardMs }
  if (condition.status === 'Unknown') return { verdict: 'unknown' }
  return { verdict: condition.status === healthyStatusOf(condition) ? 'healthy' : 'problem' }
}

/** Conditions are named after what is wrong, but for one. */
const healthyStatusOf = ({ type }: NodeCondition): ConditionStatus =>
  type === 'Ready' ? 'True' : 'False'
