import type { ConditionStatus, NodeCondition } from '../../kube/types.mts'
import { isMarked } from './mark.mts'

/** The evaluation of a condition from outside the node. Times are in milliseconds. */
export type Verdict =
  /** Its writer sends heartbeats, and reports no problem, a problem, or an unknown state. */
  | { verdict: 'healthy' | 'problem' | 'unknown' }
  /** Its writer has sent no heartbeat for longer than allowed, regardless of the status. */
  | { verdict: 'silent'; silentForMs: number }
  /** NPD no longer defines the condition, so it is not updated. */
  | { verdict: 'orphaned' }
  /** The node does not have the condition. This is not silence, because the condition was never written. */
  | { verdict: 'missing' }

/**
 * Evaluates a condition. Exactly at `allowedSilenceMs` (see `computeAllowedSilence`), the writer is not silent yet,
 * as in the node lifecycle controller. A mark means that an observer found the writer silent. It counts until the
 * writer writes again.
 */
export const evaluate = (
  condition: NodeCondition | undefined,
  silentForMs: number,
  allowedSilenceMs: number,
): Verdict => {
  if (!condition) return { verdict: 'missing' }
  if (silentForMs > allowedSilenceMs || isMarked(condition))
    return { verdict: 'silent', silentForMs }
  if (condition.status === 'Unknown') return { verdict: 'unknown' }
  return { verdict: condition.status === healthyStatusOf(condition) ? 'healthy' : 'problem' }
}

/** All conditions except Ready are named after the problem. */
const healthyStatusOf = ({ type }: NodeCondition): ConditionStatus =>
  type === 'Ready' ? 'True' : 'False'
