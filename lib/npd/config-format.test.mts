import { expect, it } from 'vitest'
import { formatConfig, formatRule } from './config-format.mts'
import { second } from './go/duration.mts'
import { configOf, ruleOf } from './npd.fixture.mts'

const pointer = '0xc000[0-9a-f]{6}'

it('formats a rule as Go formats the struct, with pointers as addresses', () => {
  expect(formatRule(ruleOf())).toBe(
    '{Type:permanent Condition:NetworkProblem Reason:Unreachable Path:./plugin.sh Args:[] TimeoutString:<nil> Timeout:<nil>}',
  )
  const rule = ruleOf({ args: ['a b', '', 'c'], timeoutString: '90s', timeout: 90n * second })
  expect(formatRule(rule)).toMatch(
    new RegExp(`Path:./plugin.sh Args:\\[a b {2}c\\] TimeoutString:${pointer} Timeout:1m30s\\}$`),
  )
})

it('formats a definition as NPD logs it', () => {
  const numbers = `MaxOutputLength:${pointer} Concurrency:${pointer} EnableMessageChangeBasedConditionUpdate:${pointer} SkipInitialStatus:${pointer}`
  expect(formatConfig(configOf({}, [ruleOf(), ruleOf({ path: './b.sh' })]))).toMatch(
    new RegExp(
      `^\\{Plugin:custom PluginGlobalConfig:\\{InvokeIntervalString:${pointer} TimeoutString:${pointer} InvokeInterval:30s Timeout:5s ${numbers}\\} ` +
        'Source:test-monitor DefaultConditions:\\[\\{Type:NetworkProblem Status: Transition:0001-01-01 00:00:00 \\+0000 UTC Reason:Reachable Message:All is well\\}\\] ' +
        `Rules:\\[${pointer} ${pointer}\\] EnableMetricsReporting:${pointer}\\}$`,
    ),
  )
})

it('formats an explicit transition in a definition', () => {
  const [condition] = configOf().defaultConditions
  const transition = { wall: BigInt(Date.parse('2025-01-15T20:33:30Z')) * 1_000_000n + 5n }
  const defaultConditions = condition ? [{ ...condition, transition }] : []
  expect(formatConfig({ ...configOf(), defaultConditions })).toContain(
    'Transition:2025-01-15 20:33:30.000000005 +0000 UTC Reason',
  )
})

it('formats equal values with the same address, and different values with different ones', () => {
  const [one, two] = [configOf(), configOf({}, [ruleOf({ path: './b.sh' })])].map(formatConfig)
  expect(formatConfig(configOf())).toBe(one)
  expect(two).not.toBe(one)
})
