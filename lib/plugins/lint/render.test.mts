import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import type { Finding } from './finding.mts'
import { renderers, renderSummary } from './render.mts'
import { lintRules } from './rules.mts'

const findings: Finding[] = [
  {
    rule: 'rule-timeout',
    severity: 'error',
    file: 'bad.yaml',
    position: { line: 31, column: 20 },
    message: "the rule's timeout 10s is longer than the global timeout of 5s",
    effect: 'NPD does not start',
    fix: 'make it 5s or less',
    lastLogLine: 'Failed to validate',
    source: { path: '/custom-config/a.json', offset: 5 },
  },
  {
    rule: 'unbounded',
    severity: 'warning',
    file: 'dir with space/b,ad:100%.yaml',
    position: { line: 4, column: 1 },
    message: '`kubectl \u001b[31m` can hang',
    effect: '100% of the time\r\nand more',
    fix: 'put `timeout 3` before the command',
  },
]
const render = (format: string, list = findings) =>
  renderers[format]?.(list, new Chalk({ level: 0 })) ?? ''

it('renders a table with the position, the message, the effect and the fix', () => {
  expect(render('table')).toMatchInlineSnapshot(`
    "bad.yaml:31:20                     error    rule-timeout  the rule's timeout 10s is longer than the global timeout of 5s: NPD does not start
                                                              make it 5s or less
                                                              docs/lint-rules.md#rule-timeout
    dir with space/b,ad:100%.yaml:4:1  warning  unbounded     \`kubectl \\u001b[31m\` can hang: 100% of the time\\u000d\\u000aand more
                                                              put \`timeout 3\` before the command
                                                              docs/lint-rules.md#unbounded
    "
  `)
  expect(render('table', [])).toBe('')
})

it('renders JSON with the position and NPD’s last log line or panic', () => {
  const [first, second] = JSON.parse(render('json'))
  expect(first).toEqual({
    rule: 'rule-timeout',
    severity: 'error',
    file: 'bad.yaml',
    line: 31,
    column: 20,
    message: findings[0]?.message,
    effect: findings[0]?.effect,
    fix: findings[0]?.fix,
    docs: 'docs/lint-rules.md#rule-timeout',
    lastLogLine: 'Failed to validate',
  })
  expect(second).not.toHaveProperty('lastLogLine')
})

it('renders GitHub workflow commands and escapes their values', () => {
  const lines = render('github').split('\n')
  expect(lines).toEqual([
    "::error file=bad.yaml,line=31,col=20,title=plugin-lint rule-timeout::the rule's timeout 10s is longer than the global timeout of 5s: NPD does not start%0Amake it 5s or less%0Adocs/lint-rules.md#rule-timeout",
    '::warning file=dir with space/b%2Cad%3A100%25.yaml,line=4,col=1,title=plugin-lint unbounded::`kubectl \u001b[31m` can hang: 100%25 of the time%0D%0Aand more%0Aput `timeout 3` before the command%0Adocs/lint-rules.md#unbounded',
    '',
  ])
})

describe('SARIF', () => {
  const log = JSON.parse(render('sarif'))
  const [run] = log.runs

  it('has the fields that version 2.1.0 requires of a log, a run and a tool', () => {
    expect([log.version, log.runs.length, run.tool.driver.name]).toEqual([
      '2.1.0',
      1,
      'plugin-lint',
    ])
    expect(log.$schema).toMatch(/^https:.*sarif-schema-2\.1\.0\.json$/)
    expect(run.columnKind).toBe('utf16CodeUnits')
  })

  it('lists every rule once, with its level', () => {
    const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id)
    expect(ids).toEqual(Object.keys(lintRules))
    for (const { shortDescription, defaultConfiguration } of run.tool.driver.rules) {
      expect(shortDescription.text).toMatch(/\.$/)
      expect(['error', 'warning']).toContain(defaultConfiguration.level)
    }
  })

  it('has a message, a rule and a position counted from 1 for each result', () => {
    expect(run.results.length).toBe(2)
    for (const { ruleId, ruleIndex, level, message, locations } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId)
      expect(['error', 'warning']).toContain(level)
      expect(message.text).not.toBe('')
      const [{ physicalLocation }] = locations
      expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1)
      expect(physicalLocation.region.startColumn).toBeGreaterThanOrEqual(1)
    }
    const uris = run.results.map(
      ({
        locations: [{ physicalLocation }],
      }: {
        locations: [{ physicalLocation: { artifactLocation: { uri: string } } }]
      }) => physicalLocation.artifactLocation.uri,
    )
    expect(uris).toEqual(['bad.yaml', 'dir%20with%20space/b%2Cad%3A100%25.yaml'])
  })
})

it('summarizes the number of errors and warnings', () => {
  expect(renderSummary(findings)).toBe('1 error, 1 warning')
  expect(renderSummary([])).toBe('0 errors, 0 warnings')
})
