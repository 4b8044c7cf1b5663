import { expect, it } from 'vitest'
import { parseConditions } from './parse-conditions.mts'

const head = 'I1125 01:53:31.863102       1 custom_plugin_monitor.go:284]'
const time = '2026-11-25 01:53:31.8 +0000 UTC m=+24.051'
const formatCondition = (type: string, status: string, reason: string, message: string) =>
  `{Type:${type} Status:${status} Transition:${time} Reason:${reason} Message:${message}}`
const event = `{Severity:info Timestamp:${time} Reason:R Message:Node condition A is now: Unknown, reason: R, message: "x"}`

it.each([
  [
    'a new status',
    `${head} New status generated: &{Source:s Events:[${event}] Conditions:[${formatCondition('A', 'Unknown', 'R', 'Timeout when running plugin "./x.sh": state -')}]}`,
    [['A', 'Unknown', 'R', 'Timeout when running plugin "./x.sh": state -']],
  ],
  [
    'several conditions, with messages that look like conditions',
    `${head} New status generated: &{Source:s Events:[] Conditions:[${formatCondition('A', 'True', 'R', 'a } ] {b}')} ${formatCondition('B', 'False', '', '')}]}`,
    [
      ['A', 'True', 'R', 'a } ] {b}'],
      ['B', 'False', '', ''],
    ],
  ],
  [
    'the initial conditions of a monitor',
    `${head} Initialized conditions for /config/x.json: [${formatCondition('A', 'False', 'Fine', 'all is well')}]`,
    [['A', 'False', 'Fine', 'all is well']],
  ],
  [
    'an event without a condition',
    `${head} New status generated: &{Source:s Events:[${event}] Conditions:[]}`,
    [],
  ],
  ['an unrelated line', `${head} Problem detector started`, []],
])("reads NPD's log: %s", (_, line, expected) => {
  const stated = parseConditions(line)
  expect(
    stated.map(({ type, status, reason, message }) => [type, status, reason, message]),
  ).toEqual(expected)
})
