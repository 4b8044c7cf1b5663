import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderNpd } from '../lib/chart/manifests.mts'
import { readTunedValues } from '../lib/chart/tuned-values.mts'
import type { KubeApi } from '../lib/kube/api.mts'
import {
  configMaps,
  daemonSets,
  leases,
  networkChaos,
  nodes,
  pods,
} from '../lib/kube/resources.mts'
import type { KubeNode } from '../lib/kube/types.mts'
import { type KindMachine, openKindMachine } from './kind-machine.fixture.mts'
import { openScripts, type Scripts } from './scripts.fixture.mts'

const context = 'kind-other'
const short = ['--interval', '2s', '--timeout', '1s']
const limit = 60_000

let machine: KindMachine
let scripts: Scripts
let api: KubeApi
beforeAll(async () => {
  machine = await openKindMachine()
  scripts = await openScripts(machine.environment)
  api = await machine.createOtherCluster()
}, limit)
afterAll(async () => {
  api.close()
  await scripts.close()
  await machine.end()
}, limit)

const run = (name: string, ...args: string[]) => scripts.run(name, ['--context', context, ...args])
const mustRun = (name: string, ...args: string[]) =>
  scripts.mustRun(name, ['--context', context, ...args])

/** Lists all objects that the scripts can change, without fields that other writers update. */
const inventory = async () => {
  const names = async (resource: typeof pods) =>
    (await api.list(resource)).items.map(({ metadata }) => [metadata.name, metadata.labels])
  const { items } = await api.list<KubeNode>(nodes)
  return {
    nodes: items.map(({ metadata: { name, labels }, status }) => ({
      name,
      labels,
      conditions: status?.conditions?.map(({ type }) => type).sort(),
    })),
    others: await Promise.all([pods, configMaps, daemonSets, leases, networkChaos].map(names)),
  }
}

let before: Awaited<ReturnType<typeof inventory>>

describe('installation into the user’s own cluster', () => {
  it('changes nothing until the user has confirmed the printed objects', {
    timeout: limit,
  }, async () => {
    before = await inventory()
    const { code, stderr } = await run('run', ...short)
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Apply these objects to context kind-other?'),
    ])
    expect(stderr).toContain('DaemonSet kube-system/node-problem-detector')
    expect(stderr).toContain('The pullPolicy of the image')
    expect((await mustRun('run', '--dry-run')).stdout).toContain('kind: DaemonSet')
    expect(await inventory()).toEqual(before)
  })

  it('rejects node options, and --watchdog without an image', { timeout: limit }, async () => {
    const options = ['--workers=2', '--node-image=x', '--cluster=kind', '--watchdog']
    const refused = await Promise.all(options.map(option => run('run', option)))
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2])
  })

  it('passes --context to kubectl and does not force field conflicts', {
    timeout: limit,
  }, async () => {
    const watchdog = ['--watchdog', '--watchdog-image', 'registry.example.com/npd-watchdog:v1']
    const { stderr } = await mustRun('run', '--yes', ...watchdog, ...short)
    expect(stderr).toContain('4 of 4 nodes report NetworkProblem, DemoProblem')
    expect(stderr).toMatch(/Deployment npd-watchdog\/npd-watchdog[\s\S]*✓ watchdog /)
    expect(machine.lines).toContain(
      'kubectl --context kind-other rollout status --namespace npd-watchdog --timeout=120s deployment/npd-watchdog',
    )
    expect(machine.lines).toContain(
      'kubectl --context kind-other apply --server-side --field-manager npd-test --filename -',
    )
    expect(
      machine.lines.filter(line => /^(kind|docker|helm (?!pull|template))/.test(line)),
    ).toEqual([])
  })

  it('runs the experiment and the demo problem', { timeout: limit }, async () => {
    await mustRun('chaos-apply', '--yes', '--nodes', 'other-worker,other-worker3')
    await mustRun('demo-problem', 'other-worker2', '--yes')
    expect((await mustRun('show')).stdout.match(/ApiServerReachable/g)).toHaveLength(4)
    // A watchdog that ran outside the cluster leaves this Lease behind.
    await api.create(leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'npd-watchdog', namespace: 'kube-system' },
    })
    const body = { status: { conditions: [{ type: 'NodeProblemDetectorSilent', status: 'True' }] } }
    await api.patch(nodes, 'other-worker', { type: 'strategic', body }, { subresource: 'status' })
  })

  it('cleanup lists what it removes, asks first, and restores the previous state', {
    timeout: limit,
  }, async () => {
    const { stdout } = await mustRun('cleanup', '--dry-run')
    expect(stdout).toMatchInlineSnapshot(`
      "Created by the scripts in context kind-other:
        the experiment kube-system/partition
        the nodeName label on 4 pods in kube-system
        the demo-problem label on node other-worker2
        Namespace npd-watchdog
        Lease kube-system/npd-watchdog
        DaemonSet kube-system/node-problem-detector
        ConfigMap kube-system/node-problem-detector-custom-config
        the conditions NetworkProblem, DemoProblem, NodeProblemDetectorSilent of 4 nodes
      "
    `)
    const { code, stderr } = await run('cleanup')
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Remove these objects from context'),
    ])
    expect(await inventory()).not.toEqual(before)
    await mustRun('cleanup', '--yes')
    expect(await inventory()).toEqual(before)
    expect((await mustRun('cleanup', '--yes')).stderr).toBe(
      'Context kind-other contains nothing that the scripts created.\n',
    )
  })

  it('keeps an NPD installation that belongs to someone else', {
    timeout: limit,
  }, async () => {
    const { daemonSet, configMap } = renderNpd(await readTunedValues({}), { chartVersion: '2.4.1' })
    await api.apply(configMaps, configMap, { fieldManager: 'helm' })
    await api.apply(daemonSets, daemonSet, { fieldManager: 'helm' })
    const { code, stderr } = await run('run', '--yes', ...short)
    expect([code, stderr]).toEqual([1, expect.stringContaining('applied by helm')])
    expect((await mustRun('cleanup', '--yes')).stderr).toContain('nothing that the scripts created')
    expect(
      await api.find(daemonSets, 'node-problem-detector', { namespace: 'kube-system' }),
    ).toBeDefined()
  })
})
