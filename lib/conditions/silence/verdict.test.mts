import { expect, it } from 'vitest'
import type { ConditionStatus, NodeCondition } from '../../kube/types.mts'
import { silentReason } from './mark.mts'
import { evaluate, type Verdict } from './verdict.mts'

const conditionOf = (status: ConditionStatus): NodeCondition => ({ type: 'Problem', status })
const silent = (silentMs: number): Verdict => ({ verdict: 'silent', silentMs })

it.each<[string, ConditionStatus | undefined, number, Verdict]>([
  ['just heard, no problem', 'False', 0, { verdict: 'healthy' }],
  ['just heard, a problem', 'True', 0, { verdict: 'problem' }],
  ['just heard, cannot tell', 'Unknown', 0, { verdict: 'unknown' }],
  ['heard by a clock that lags', 'False', -5_000, { verdict: 'healthy' }],
  ['almost too long ago', 'False', 74_999, { verdict: 'healthy' }],
  ['exactly at the limit', 'False', 75_000, { verdict: 'healthy' }],
  ['a problem, exactly at the limit', 'True', 75_000, { verdict: 'problem' }],
  ['beyond the limit', 'False', 75_001, silent(75_001)],
  ['a problem, beyond the limit', 'True', 80_000, silent(80_000)],
  ['cannot tell, beyond the limit', 'Unknown', 80_000, silent(80_000)],
  ['never heard', 'False', Number.POSITIVE_INFINITY, silent(Number.POSITIVE_INFINITY)],
  ['no condition', undefined, 0, { verdict: 'missing' }],
  ['no condition, for long', undefined, 80_000, { verdict: 'missing' }],
])('%s: %s, %d ms ago', (_, status, silentForMs, verdict) => {
  expect(evaluate(status && conditionOf(status), silentForMs, 75_000)).toEqual(verdict)
})

it.each([
  ['True', 'healthy'],
  ['False', 'problem'],
  ['Unknown', 'unknown'],
] as const)('inverts the status of Ready: %s', (status, verdict) => {
  expect(evaluate({ type: 'Ready', status }, 0, 75_000)).toEqual({ verdict })
})

it('evaluates a marked condition as silent until its writer writes again', () => {
  const marked = { type: 'Problem', status: 'Unknown', reason: silentReason } as const
  expect(evaluate(marked, 74_000, 75_000)).toEqual(silent(74_000))
  expect(evaluate({ ...marked, reason: 'ApiServerReachable' }, 0, 75_000)).toEqual({
    verdict: 'unknown',
  })
})
