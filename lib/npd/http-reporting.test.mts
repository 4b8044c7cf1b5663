import { expect, it } from 'vitest'
import { respondOnHttpPort, respondOnPrometheusPort } from './http-reporting.mts'
import { createTestClock } from './npd.fixture.mts'
import { ProblemMetrics } from './problem-metrics.mts'

const { clock, advance } = createTestClock()
advance(4_029_600_000n)
const condition = {
  type: 'NetworkProblem',
  status: 'Unknown' as const,
  transition: clock.now(),
  reason: 'Reachable',
  message: '<é> & \u2028 "cut" \udce2',
}

it('returns the conditions in the JSON format of Go', () => {
  expect(respondOnHttpPort('/conditions', [condition])).toEqual({
    status: 200,
    contentType: 'application/json',
    body: '[{"type":"NetworkProblem","status":"Unknown","transition":"2026-01-15T20:33:34.0296Z","reason":"Reachable","message":"\\u003cé\\u003e \\u0026 \\u2028 \\"cut\\" \ufffd"}]',
  })
})

it('returns null before the first condition', () => {
  expect(respondOnHttpPort('/conditions', []).body).toBe('null')
})

it('returns ok for /healthz', () => {
  expect(respondOnHttpPort('/healthz', [])).toEqual({
    status: 200,
    contentType: 'text/plain; charset=utf-8',
    body: 'ok',
  })
})

it('returns the metrics, or an empty body if none exist', () => {
  const metrics = new ProblemMetrics()
  expect(respondOnPrometheusPort('/metrics', metrics)).toEqual({
    status: 200,
    contentType: 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
    body: '',
  })
  metrics.incrementCounter('Broken', 1)
  expect(respondOnPrometheusPort('/metrics', metrics).body).toContain(
    'problem_counter{reason="Broken"} 1\n',
  )
})

it('returns 404 for other paths', () => {
  const notFound = {
    status: 404,
    contentType: 'text/plain; charset=utf-8',
    body: '404 page not found\n',
  }
  expect(respondOnHttpPort('/metrics', [])).toEqual(notFound)
  expect(respondOnPrometheusPort('/conditions', new ProblemMetrics())).toEqual(notFound)
})
