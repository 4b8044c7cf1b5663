import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { command } from '../../lib/cli/command.mts'
import { createApi, type KubeApi } from '../../lib/kube/api.mts'
import { connectKubeconfig } from '../../lib/kube/connection.mts'
import { events, nodes } from '../../lib/kube/resources.mts'
import type { KubeEvent, KubeNode, NodeCondition } from '../../lib/kube/types.mts'
import { openScripts, type RunningScript, type Scripts } from '../scripts.fixture.mts'

/**
 * Nodes send a heartbeat each second and are silent after 17. The plugin has enough time on a busy
 * machine.
 */
const timing = ['--interval', '2s', '--timeout', '2s', '--heartbeat', '1s']
const limit = 90_000
const waitOptions = { timeout: 60_000, interval: 100 }

let scripts: Scripts
let api: KubeApi
let second: RunningScript
beforeAll(async () => {
  scripts = await openScripts()
  const args = ['--cluster', 'embedded', '--workers', '2', '--watchdog', ...timing]
  expect((await scripts.mustRun('run', args)).stderr).toMatch(/✓ watchdog .*watchdog\.log/)
  api = createApi(await connectKubeconfig(join(scripts.folder, 'kubeconfig')))
}, limit)
afterAll(async () => {
  api.close()
  await scripts.close()
}, limit)

const node = 'npd-test-worker'

const condition = async (): Promise<NodeCondition | undefined> => {
  const { status } = await api.get<KubeNode>(nodes, node)
  return status?.conditions?.find(({ type }) => type === 'NetworkProblem')
}

const log = () => readFileSync(join(scripts.folder, 'watchdog.log'), 'utf8')
const leader = () => Number.parseInt(readFileSync(join(scripts.folder, 'watchdog.pid'), 'utf8'), 10)
const partition = () => scripts.mustRun('chaos-apply', ['--nodes', node])
const heal = () => scripts.mustRun('chaos-delete')
const expectRecovery = () =>
  vi.waitFor(
    async () => expect((await condition())?.reason).toBe('ApiServerReachable'),
    waitOptions,
  )
/** An event is written after its log line is printed. */
const expectEvents = (reasons: string[]) =>
  vi.waitFor(async () => {
    const { items } = await api.list<KubeEvent>(events, {
      fieldSelector: `involvedObject.name=${node}`,
    })
    const written = items.filter(({ source }) => source?.component === 'npd-watchdog')
    expect(written.map(({ reason }) => reason).sort()).toEqual(reasons.toSorted())
  }, waitOptions)
const cycle = ['NodeProblemDetectorSilent', 'NodeProblemDetectorRecovered']

it('runs next to the embedded cluster, and is on standby while another instance leads', {
  timeout: limit,
}, async () => {
  const watching =
    /watching DemoProblem, NetworkProblem: heartbeat period 1 s, from NPD's DaemonSet; a node is silent after 17 s/
  await vi.waitFor(() => expect(log()).toMatch(watching), waitOptions)
  second = scripts.start('watchdog', ['--listen', '127.0.0.1:0'])
  await second.printed(/standing by: the leader is \S+/)
  await second.printed(/watching DemoProblem, NetworkProblem/)
})

it('sets the condition of a partitioned node to Unknown until NPD recovers', {
  timeout: limit,
}, async () => {
  await partition()
  await vi.waitFor(() => expect(log()).toMatch(/npd-test-worker {2}silent since/), waitOptions)
  expect(await condition()).toMatchObject({
    status: 'Unknown',
    reason: 'NodeProblemDetectorSilent',
    message: expect.stringContaining('node-problem-detector on npd-test-worker has been silent'),
  })
  await heal()
  await vi.waitFor(() => expect(log()).toMatch(/npd-test-worker {2}recovered/), waitOptions)
  await expectRecovery()
  await expectEvents(cycle)
})

it('another instance takes over when the leader is killed, and marks the node again', {
  timeout: limit,
}, async () => {
  process.kill(leader(), 'SIGKILL')
  await partition()
  await second.printed(/^\S+ {2}this watchdog is the leader$/m)
  await second.printed(/npd-test-worker {2}silent since/)
  expect((await condition())?.reason).toBe('NodeProblemDetectorSilent')
  await heal()
  await second.printed(/silent since[\s\S]*npd-test-worker {2}recovered/)
  await expectRecovery()
  await expectEvents([...cycle, ...cycle])
})

it('with --once, evaluates once and prints the result', { timeout: limit }, async () => {
  const [{ stdout }, refused] = await Promise.all([
    scripts.mustRun('watchdog', ['--once', '--dry-run']),
    scripts.run('watchdog', ['--once', '--types', 'Ready']),
  ])
  expect(stdout).toMatch(/\(dry run\) 0 of 3 nodes silent, 0 marked\n$/)
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('the kubelet writes `Ready`'),
  })
})

it('is restarted by run, and stops with its cluster', { timeout: limit }, async () => {
  await scripts.mustRun('run', ['--cluster', 'embedded', '--watchdog', ...timing])
  const { stdout } = await scripts.mustRun('cleanup', ['--dry-run'])
  expect(stdout).toContain(`Would stop process ${leader()}, the watchdog.\n`)
  await scripts.mustRun('cleanup')
  expect(await second.ended).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/the cluster was removed\n$/),
  })
  expect(existsSync(scripts.folder)).toBe(false)
  expect(await command()`ps -eo args`).not.toContain(scripts.folder)
})
