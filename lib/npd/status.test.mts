import { expect, it } from 'vitest'
import { createTestClock } from './npd.fixture.mts'
import { formatConditions, formatStatus, generateConditionChangeEvent } from './status.mts'

const { clock, advance } = createTestClock()
advance(155_020_234_873n)
const condition = {
  type: 'NetworkProblem',
  status: 'Unknown' as const,
  transition: clock.now(),
  reason: 'Reachable',
  message: 'Timeout when running plugin "x"',
}
const time = '2026-01-15 20:36:05.020234873 +0000 UTC m=+155.020234873'

it('formats a condition as Go formats the struct', () => {
  expect(formatConditions([condition])).toBe(
    `[{Type:NetworkProblem Status:Unknown Transition:${time} Reason:Reachable Message:Timeout when running plugin "x"}]`,
  )
})

it('formats a status as NPD logs it', () => {
  const events = [generateConditionChangeEvent(condition)]
  expect(formatStatus({ source: 'test', events, conditions: [] })).toBe(
    `&{Source:test Events:[{Severity:info Timestamp:${time} Reason:Reachable Message:Node condition NetworkProblem is now: Unknown, reason: Reachable, message: "Timeout when running plugin \\"x\\""}] Conditions:[]}`,
  )
})

it('creates a warning only for True', () => {
  expect(generateConditionChangeEvent({ ...condition, status: 'True' }).severity).toBe('warn')
  expect(generateConditionChangeEvent({ ...condition, status: 'False' }).severity).toBe('info')
})

it('formats a timeout like the log of the real NPD', () => {
  const message = 'Timeout when running plugin "./custom-config/plugin-network_problem.sh": state -'
  const cut = {
    ...condition,
    transition: {
      wall: BigInt(Date.parse('2025-01-15T20:33:30Z')) * 1_000_000n + 865_492_196n,
      monotonic: 155_020_234_873n,
    },
    reason: 'ApiServerUnreachable',
    message,
  }
  const source = 'network-custom-plugin-monitor'
  expect(
    formatStatus({ source, events: [generateConditionChangeEvent(cut)], conditions: [cut] }),
  ).toBe(
    String.raw`&{Source:network-custom-plugin-monitor Events:[{Severity:info Timestamp:2025-01-15 20:33:30.865492196 +0000 UTC m=+155.020234873 Reason:ApiServerUnreachable Message:Node condition NetworkProblem is now: Unknown, reason: ApiServerUnreachable, message: "Timeout when running plugin \"./custom-config/plugin-network_problem.sh\": state -"}] Conditions:[{Type:NetworkProblem Status:Unknown Transition:2025-01-15 20:33:30.865492196 +0000 UTC m=+155.020234873 Reason:ApiServerUnreachable Message:Timeout when running plugin "./custom-config/plugin-network_problem.sh": state -}]}`,
  )
})
