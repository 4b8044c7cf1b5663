import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { listConditionTypes, parseValues } from './values.mts'

const file = 'npd/values.yaml'
const text = readFileSync(fileURLToPath(new URL('../../npd/values.yaml', import.meta.url)), 'utf8')

/** The line and column of the first occurrence of a text. */
const locationOf = (values: string, words: string): string => {
  const before = values.slice(0, values.indexOf(words)).split('\n')
  return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}

const messageOf = (values: string): string => {
  try {
    parseValues(file, values)
    return 'nothing is wrong'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('the values of this repository', () => {
  it('are valid, and report two conditions', () => {
    expect(listConditionTypes(parseValues(file, text))).toEqual(['NetworkProblem', 'DemoProblem'])
  })

  it('contain the image, the heartbeat period and the definitions of the demo', () => {
    expect(parseValues(file, text)).toMatchObject({
      image: 'custom-node-problem-detector:latest',
      pullPolicy: 'Never',
      heartBeatPeriod: '30s',
      customPluginMonitors: [
        '/custom-config/network-monitor.json',
        '/custom-config/demo-monitor.json',
      ],
    })
  })
})

describe('parseValues', () => {
  it("uses the chart's defaults", () => {
    const definition = '{"plugin": "custom", "rules": []}'
    const small = `settings:\n  custom_plugin_monitors: [/custom-config/a.json]\n  custom_monitor_definitions:\n    a.json: '${definition}'\n`
    expect(parseValues(file, small)).toMatchObject({
      image: 'registry.k8s.io/node-problem-detector/node-problem-detector:v1.35.1',
      pullPolicy: 'IfNotPresent',
      heartBeatPeriod: '5m0s',
      updateStrategy: 'RollingUpdate',
      maxUnavailable: 1,
    })
  })

  it('reports the position of a YAML error', () => {
    expect(messageOf('a: 1\nb: [\n')).toMatch(
      /^Failed to read npd\/values.yaml:\d+:\d+: invalid YAML: /,
    )
  })

  it('reports the position of an error in the JSON', () => {
    const broken = text.replace('"timeout": "5s",', '"timeout": "5s"')
    expect(messageOf(broken)).toContain(
      `${locationOf(broken, '"max_output_length"')}: invalid character '"' after object key:value pair`,
    )
  })

  it('reports every problem with its position and fix', () => {
    const broken = text
      .replace('"condition": "NetworkProblem",', '"condition": "Nothing", "timeout": "10s",')
      .replace('heartBeatPeriod: 30s', 'heartBeatPeriod: monthly')
    const lines = messageOf(broken).split('\n')
    expect(lines).toEqual([
      `Failed to read ${locationOf(broken, 'monthly')}: \`heartBeatPeriod\` is not a duration: \`monthly\`.`,
      '  Write a duration, for example 30s or 5m.',
      `Failed to read ${locationOf(broken, '"10s"')}: the rule's timeout 10s is longer than the global timeout of 5s.`,
      '  Set it to 5s or less, or increase `pluginConfig.timeout`.',
      `Failed to read ${locationOf(broken, '"Nothing"')}: "conditions" has no entry of type "Nothing".`,
      "  In `conditions`, add an entry whose `type` is the rule's condition, with the reason and message of the healthy state.",
    ])
  })

  it('reports a script or definition that no key provides', () => {
    const script = text.replace(
      './custom-config/plugin-network_problem.sh',
      './custom-config/no.sh',
    )
    expect(messageOf(script)).toContain(
      `${locationOf(script, '"./custom-config/no.sh"')}: the script "./custom-config/no.sh" does not exist`,
    )
    const monitor = text.replace('/custom-config/demo-monitor.json', '/custom-config/no.json')
    expect(messageOf(monitor)).toContain(
      `${locationOf(monitor, '/custom-config/no.json')}: \`custom_monitor_definitions\` does not contain a key for /custom-config/no.json`,
    )
  })

  it('does not check a path in the image', () => {
    const other = text.replace('./custom-config/plugin-network_problem.sh', '/opt/plugin.sh')
    expect(messageOf(other)).toBe('nothing is wrong')
  })

  it.each([
    ['[1]', 'the values must be a map'],
    ['settings: x', '`settings` must be a map'],
    ['settings: {custom_plugin_monitors: x}', 'must be a list of paths'],
    ['settings: {custom_monitor_definitions: x}', 'must be a map of file names to text'],
    ['settings: {custom_monitor_definitions: {a: 1}}', '`a` is not a string'],
    ['settings: {}', 'is missing or empty, so NPD would not run any plugins'],
  ])('rejects values of the wrong structure: %s', (values, words) => {
    expect(messageOf(values)).toContain(words)
  })
})
