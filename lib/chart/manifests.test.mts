import { describe, expect, it } from 'vitest'
import { renderNpd } from './manifests.mts'
import { parseArguments } from './release.mts'
import { type NpdValues, parseValues } from './values.mts'

const definition = '{"plugin": "custom", "rules": []}'
const values: NpdValues = parseValues(
  'values.yaml',
  `settings:\n  heartBeatPeriod: 30s\n  custom_plugin_monitors: [/custom-config/a.json]\n  custom_monitor_definitions:\n    a.json: '${definition}'\n`,
)

describe('renderNpd', () => {
  const { configMap, daemonSet } = renderNpd(values, { chartVersion: '2.4.1' })

  it('names objects as the chart does for the release node-problem-detector', () => {
    expect(configMap.metadata).toMatchObject({
      name: 'node-problem-detector-custom-config',
      namespace: 'kube-system',
      labels: { 'helm.sh/chart': 'node-problem-detector-2.4.1' },
    })
    expect(daemonSet.metadata).toMatchObject({
      name: 'node-problem-detector',
      namespace: 'kube-system',
    })
    expect(daemonSet.spec.template.metadata.labels).toMatchObject({ app: 'node-problem-detector' })
  })

  it('mounts the definitions where NPD looks for them, as executable files', () => {
    const { spec } = daemonSet.spec.template
    expect(spec.volumes).toEqual([
      {
        name: 'custom-config',
        configMap: { name: configMap.metadata.name, defaultMode: 0o755 },
      },
    ])
    expect(spec.containers[0]?.volumeMounts?.[0]?.mountPath).toBe('/custom-config')
    expect(configMap.data).toEqual({ 'a.json': definition })
  })

  it('starts NPD with arguments that can be parsed again', () => {
    const command = daemonSet.spec.template.spec.containers[0]?.command ?? []
    expect(command.slice(0, 2)).toEqual(['/bin/sh', '-c'])
    expect(parseArguments(command)).toEqual({
      configPaths: ['/custom-config/a.json'],
      heartBeatPeriod: '30s',
    })
  })

  it('creates new pods only if the configuration changes', () => {
    const checksumOf = (changed: Partial<NpdValues>) =>
      renderNpd({ ...values, ...changed }, { chartVersion: '2.4.1' }).daemonSet.spec.template
        .metadata.annotations?.['checksum/config']
    expect(checksumOf({})).toBe(checksumOf({ maxUnavailable: 2 }))
    expect(checksumOf({})).not.toBe(checksumOf({ customMonitorDefinitions: { 'a.json': '{}' } }))
  })
})

describe('parseArguments', () => {
  it("returns NPD's defaults", () => {
    expect(parseArguments(['/node-problem-detector'])).toEqual({
      configPaths: [],
      heartBeatPeriod: '5m0s',
    })
  })
})

it.each([
  [['/npd', '--config.custom-plugin-monitor', '/a.json,/b.json']],
  [['/npd', '-config.custom-plugin-monitor=/a.json', '--config.custom-plugin-monitor=/b.json']],
  [['/bin/sh', '-c', 'exec /npd --config.custom-plugin-monitor="/a.json,/b.json" --logtostderr']],
])('parseArguments reads flags in any form: %j', command => {
  expect(parseArguments(command).configPaths).toEqual(['/a.json', '/b.json'])
})
