import { describe, expect, it } from 'vitest'
import { goodDefinition, goodScript } from './lint/lint.fixture.mts'
import { lintPlugins } from './lint/lint.mts'
import { noShellTools } from './lint/script/shell-tools.mts'
import { configMapOf, manifestOf, workloadOf } from './manifest.fixture.mts'
import { bad, imageContents, lint } from './workspace.fixture.mts'

describe('a workload', () => {
  const definition = JSON.stringify(goodDefinition)
  const volume = { configMap: { name: 'config', defaultMode: 0o755 } }
  const map = configMapOf('config', { 'disk.json': definition, 'disk.sh': goodScript })
  const run = (...command: string[]) =>
    lint({
      'daemonset.yaml': manifestOf(workloadOf(volume, '/custom-config', command)),
      'sub/config.yaml': manifestOf(map),
    })

  it.each([
    [['/node-problem-detector', '--config.custom-plugin-monitor=/custom-config/disk.json']],
    [['/node-problem-detector', '--config.custom-plugin-monitor', '/custom-config/disk.json']],
    [['/node-problem-detector', '--custom-plugin-monitors=/custom-config/disk.json']],
    [
      [
        'sh',
        '-c',
        'sleep 1; exec /node-problem-detector -v=3 \\\n --custom-plugin-monitors "/custom-config/disk.json" 2>&1',
      ],
    ],
  ])('uses a ConfigMap from another file, with the command %j', async command => {
    const { found, plugins } = await run(...command)
    expect(found).toEqual([])
    expect(plugins.map(({ monitors }) => monitors.length)).toEqual([1])
  })

  it.each([
    [['--config.custom-plugin-monitors=/x'], 'unknown flag: --config.custom-plugin-monitors'],
    [['-logtostderr'], "unknown shorthand flag: 'l' in -logtostderr"],
    [
      ['--port=http'],
      'invalid argument "http" for "--port" flag: strconv.ParseInt: parsing "http": invalid syntax',
    ],
    [['--v'], 'flag needs an argument: --v'],
    [[], 'panic: No configuration option for any problem daemon is specified.'],
    [
      ['--custom-plugin-monitors=/custom-config/disk.json', '--config.custom-plugin-monitor=/x'],
      'panic: Option --custom-plugin-monitors is deprecated in favor of --config.custom-plugin-monitor. They cannot be set at the same time.',
    ],
  ])('has a finding if NPD exits because of the flags %j', async (flags, lastLogLine) => {
    const { plugins } = await run('/node-problem-detector', '--logtostderr', ...flags)
    const findings = await lintPlugins(plugins, { imageContents, tools: noShellTools })
    expect(findings[0]).toMatchObject({ rule: 'bad-flag', lastLogLine })
  })

  it('has no finding for a definition in a volume with unknown content', async () => {
    const opaque = workloadOf({ hostPath: { path: '/opt' } }, '/custom-config', [
      '/node-problem-detector',
      '--config.custom-plugin-monitor=/custom-config/disk.json',
    ])
    expect((await lint({ 'd.yaml': manifestOf(opaque) })).found).toEqual([])
  })

  it('has a finding if a volume hides files of the image', async () => {
    const hiding = workloadOf({ emptyDir: {} }, '/config', [
      '/node-problem-detector',
      '--config.system-log-monitor=/config/kernel-monitor.json',
    ])
    expect((await lint({ 'd.yaml': manifestOf(hiding) })).found).toEqual([
      'd.yaml hidden-files name: v',
    ])
  })

  it('reads definitions from a Secret', async () => {
    const binary = Buffer.from(JSON.stringify(bad)).toString('base64')
    const files = {
      'd.yaml': manifestOf(
        workloadOf({ secret: { secretName: 's', defaultMode: 0o755 } }, '/custom-config', [
          '/node-problem-detector',
          '--config.custom-plugin-monitor=/custom-config/disk.json',
        ]),
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 's' },
          data: { 'disk.json': binary },
          stringData: { 'disk.sh': goodScript },
        },
      ),
    }
    expect((await lint(files)).found).toEqual([`d.yaml rule-timeout ${binary}`])
  })

  it('has a finding for a command that its roles do not allow', async () => {
    const script = '#!/bin/bash\ntimeout 3 kubectl get pods || { echo none; exit 1; }\n'
    const account = { kind: 'ServiceAccount', name: 'npd' }
    const role = (resources: string[]) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'npd' },
      rules: [{ apiGroups: [''], resources, verbs: ['get', 'list'] }],
    })
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'npd' },
      roleRef: { kind: 'ClusterRole', name: 'npd' },
      subjects: [account],
    }
    const lintWith = async (...resources: string[]) => {
      const workload = workloadOf(volume, '/custom-config', [
        '/node-problem-detector',
        '--config.custom-plugin-monitor=/custom-config/disk.json',
      ])
      const config = configMapOf('config', { 'disk.json': definition, 'disk.sh': script })
      return lint({ 'a.yaml': manifestOf(workload, config, role(resources), binding) })
    }
    expect((await lintWith('nodes')).found).toEqual([
      'a.yaml missing-permission kubectl get pods || { echo none; exit 1; }',
    ])
    expect((await lintWith('pods')).found).toEqual([])
  })
})
