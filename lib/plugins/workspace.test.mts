import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { createValues, goodDefinition, goodScript } from './lint/lint.fixture.mts'
import { configMapOf, manifestOf, workloadOf } from './manifest.fixture.mts'
import { bad, badValues, lint } from './workspace.fixture.mts'

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by))

describe('values', () => {
  it('are merged in the order of the arguments, and null removes a key', async () => {
    const base = createValues(goodDefinition)
    const more = stringify({
      settings: {
        custom_plugin_monitors: ['/custom-config/other.json'],
        custom_monitor_definitions: { 'disk.json': null, 'other.json': JSON.stringify(bad) },
      },
    })
    const files = { 'values.yaml': base, 'prod.yaml': more }
    const { found } = await lint(files, { named: ['values.yaml', 'prod.yaml'] })
    expect(found).toEqual([`prod.yaml rule-timeout "9s"}]}'`])
    expect((await lint(files)).found).toEqual(found)
    // Helm replaces lists, so the last file defines the list of definitions that NPD loads.
    const reversed = await lint(files, { named: ['prod.yaml', 'values.yaml'] })
    expect(reversed.found).toEqual([expect.stringMatching(/^prod.yaml unlisted-definition /)])
  })

  it('can set only the image in one file', async () => {
    const files = { 'a.yaml': createValues(goodDefinition), 'b.yaml': 'image:\n  tag: v1.37.0\n' }
    expect((await lint(files)).plugins.map(({ npdVersion }) => npdVersion)).toEqual(['v1.37.0'])
  })

  it('are found under a key of an umbrella chart, or under the key in --values-key', async () => {
    const umbrella = `node-problem-detector:\n${indent(badValues, 2)}`
    expect((await lint({ 'values.yaml': umbrella })).found).toEqual([
      'values.yaml rule-timeout "9s"',
    ])
    const deep = `a:\n  b:\n${indent(badValues, 4)}`
    const { found } = await lint({ 'values.yaml': deep }, { valuesKey: 'a.b' })
    expect(found).toEqual(['values.yaml rule-timeout "9s"'])
  })

  it('are ignored if they belong to another chart', async () => {
    const { plugins, notes } = await lint({ 'v.yaml': 'replicas: 2\n' }, { named: ['v.yaml'] })
    expect(plugins).toEqual([])
    expect(notes).toEqual([expect.stringMatching(/^v\.yaml: not read, because/)])
  })

  it('have a finding for each key that the chart does not have', async () => {
    const values = `setting: {}\n${createValues(goodDefinition)}  heartbeat_period: 30s\n`
    expect((await lint({ 'v.yaml': values })).found).toEqual([
      'v.yaml unknown-chart-key {}',
      'v.yaml unknown-chart-key 30s',
    ])
  })
})

describe('a release', () => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: npd }
spec:
  values:
${indent(badValues, 4)}`

  it('of Flux contains values', async () => {
    expect((await lint({ 'r.yaml': release })).found).toEqual(['r.yaml rule-timeout "9s"'])
  })

  it('of Flux can take values from a ConfigMap', async () => {
    const map = manifestOf(configMapOf('values', { 'values.yaml': badValues }))
    const from = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: npd }
spec: { valuesFrom: [{ kind: ConfigMap, name: values }] }
`
    expect((await lint({ 'map.yaml': map, 'r.yaml': from })).found).toEqual([
      'map.yaml rule-timeout "9s"',
    ])
  })

  const application = (helm: object) =>
    stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'npd' },
      spec: { sources: [{ ref: 'values' }, { chart: 'node-problem-detector', helm }] },
    })

  it('of Argo CD contains values as text, as an object, or as parameters', async () => {
    const { settings } = { settings: { custom_plugin_monitors: ['/custom-config/no.json'] } }
    expect((await lint({ 'a.yaml': application({ values: badValues }) })).found).toEqual([
      'a.yaml rule-timeout "9s"',
    ])
    expect((await lint({ 'a.yaml': application({ valuesObject: { settings } }) })).found).toEqual([
      'a.yaml missing-definition /custom-config/no.json',
    ])
    const parameters = [{ name: 'settings.heartBeatPeriod', value: 'often' }]
    const values = createValues(goodDefinition)
    expect((await lint({ 'a.yaml': application({ values, parameters }) })).found).toEqual([
      'a.yaml bad-heartbeat name: settings.heartBeatPeriod',
    ])
  })
})

describe('a kustomization', () => {
  const text = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
`
  it('generates ConfigMaps from files', async () => {
    const files = {
      'kustomization.yaml': `${text}configMapGenerator:\n  - { name: config, files: [disk.json, run.sh=disk.sh] }\n`,
      'disk.json': JSON.stringify(goodDefinition).replace('disk.sh', 'run.sh'),
      'disk.sh': goodScript,
      'daemonset.yaml': manifestOf(
        workloadOf({ configMap: { name: 'config', defaultMode: 0o755 } }, '/custom-config', [
          '/node-problem-detector',
          '--config.custom-plugin-monitor=/custom-config/disk.json',
        ]),
      ),
    }
    expect((await lint(files)).found).toEqual([])
    files['disk.json'] = JSON.stringify(goodDefinition)
    expect((await lint(files)).found).toEqual([
      'disk.json missing-path "./custom-config/disk.sh"}]}',
    ])
  })

  it('renders charts with values', async () => {
    const chart = '  - name: node-problem-detector\n    valuesFile: npd.yaml\n'
    const files = {
      'kustomization.yaml': `${text}helmCharts:\n${chart}`,
      'npd.yaml': badValues,
    }
    const { found } = await lint(files, { named: ['kustomization.yaml'] })
    expect(found).toEqual(['npd.yaml rule-timeout "9s"'])
  })
})

describe('other files', () => {
  it.each([
    ['a.yaml', '{{- if .Values.x }}\na: 1\n{{- end }}\n'],
    ['b.yaml', 'metadata:\n  name: {{ .Release.Name }}\n'],
    ['c.yaml.j2', 'a: {{ b }}\n'],
  ])('%s is reported as a template that must be rendered first', async (name, text) => {
    const { notes, failures } = await lint({ [name]: text })
    expect(failures).toEqual([])
    expect(notes).toEqual([expect.stringMatching(`^${name}: a template; render it first`)])
  })

  it('a definition of a log monitor is recognized but not checked', async () => {
    const { plugins, otherMonitors } = await lint({ 'k.json': '{"plugin": "kmsg", "rules": []}' })
    expect([plugins, otherMonitors]).toEqual([[], [expect.stringContaining('system log monitor')]])
  })

  it('a definition finds its script in a folder next to it, or in --scripts', async () => {
    const files = {
      'config/disk.json': JSON.stringify(goodDefinition),
      'plugin/disk.sh': '#!/bin/bash\nexit 2\n',
    }
    expect((await lint(files, { named: ['config'] })).found).toEqual([
      'plugin/disk.sh exit-code exit 2',
    ])
  })

  it('stdin is read for the argument -', async () => {
    const options = { named: ['-'], readStdin: async () => badValues }
    expect((await lint({}, options)).found).toEqual(['<stdin> rule-timeout "9s"'])
  })

  it('the remaining files are read if one is not valid YAML', async () => {
    const { found, failures } = await lint({ 'a.yaml': 'a: [\n', 'b.yaml': badValues })
    expect(found).toEqual(['b.yaml rule-timeout "9s"'])
    expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining('a.yaml:2:1')])
  })
})
