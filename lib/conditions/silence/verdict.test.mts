import { expect, it } from 'vitest'
import type { ConditionStatus, NodeCondition } from '../../kube/types.mts'
import { silentReason } from './mark.mts'
import { evaluate, type Verdict } from './verdict.mts'

const conditionOf = (status: ConditionStatus): NodeCondition => ({ type: 'Problem', status })
const silent = (silentForMs: number): Verdict => ({ verdict: 'silent', silentForMs })

it.each<[string, ConditionStatus | undefined, number, Verdict]>([
  ['a new heartbeat, no problem', 'False', 0, { verdict: 'healthy' }],
  ['a new heartbeat, a problem', 'True', 0, { verdict: 'problem' }],
  ['a new heartbeat, an unknown status', 'Unknown', 0, { verdict: 'unknown' }],
  ['a heartbeat in the future', 'False', -5_000, { verdict: 'healthy' }],
  ['just within the limit', 'False', 74_999, { verdict: 'healthy' }],
  ['exactly at the limit', 'False', 75_000, { verdict: 'healthy' }],
  ['a problem, exactly at the limit', 'True', 75_000, { verdict: 'problem' }],
  ['beyond the limit', 'False', 75_001, silent(75_001)],
  ['a problem, beyond the limit', 'True', 80_000, silent(80_000)],
  ['an unknown status, beyond the limit', 'Unknown', 80_000, silent(80_000)],
  ['no heartbeat ever', 'False', Number.POSITIVE_INFINITY, silent(Number.POSITIVE_INFINITY)],
  ['no condition', undefined, 0, { verdict: 'missing' }],
  ['no condition for a long time', undefined, 80_000, { verdict: 'missing' }],
])('evaluates %s: status %s, silent for %d ms', (_, status, silentForMs, verdict) => {
  expect(evaluate(status && conditionOf(status), silentForMs, 75_000)).toEqual(verdict)
})

it.each([
  ['True', 'healthy'],
  ['False', 'problem'],
  ['Unknown', 'unknown'],
] as const)('inverts the status of Ready: %s', (status, verdict) => {
  expect(evaluate({ type: 'Ready', status }, 0, 75_000)).toEqual({ verdict })
})

it('treats a marked condition as silent until NPD writes it again', () => {
  const marked = { type: 'Problem', status: 'Unknown', reason: silentReason } as const
  expect(evaluate(marked, 74_000, 75_000)).toEqual(silent(74_000))
  expect(evaluate({ ...marked, reason: 'ApiServerReachable' }, 0, 75_000)).toEqual({
    verdict: 'unknown',
  })
})
