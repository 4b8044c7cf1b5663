import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { command } from '../../lib/cli/command.mts'
import { scenarioTiming, statuses, testScenario } from '../scenario.fixture.mts'
import { type Output, openScripts, type Scripts } from '../scripts.fixture.mts'
import { findWatchdogImage, reasonToSkip } from './engine.fixture.mts'

const { NPD_TEST_NODE_IMAGE: nodeImage, NPD_TEST_CHARTS: charts, DOCKER_HOST } = process.env
const given = [
  ...(nodeImage ? ['--node-image', nodeImage] : []),
  ...(charts ? ['--charts', charts] : []),
]
const runArguments = [...given, ...scenarioTiming]
const userKubeconfig = 'apiVersion: v1\nkind: Config\ncurrent-context: user # keep this\n'

const reason = await reasonToSkip(nodeImage)
if (reason) console.warn(`Skipping the kind tests: ${reason}.`)
const watchdogImage = reason ? undefined : await findWatchdogImage()

describe.skipIf(reason)(`kind${reason ? ` (${reason})` : ''}`, () => {
  let scripts: Scripts
  let kubeconfig: string
  beforeAll(async () => {
    scripts = await openScripts({ DOCKER_HOST })
    kubeconfig = `${scripts.folder}-kubeconfig`
    writeFileSync(kubeconfig, userKubeconfig)
  })
  afterAll(async () => {
    await scripts.close()
  })

  const run = (...args: string[]): Promise<Output> =>
    scripts.run('run', [...runArguments, ...args], { KUBECONFIG: kubeconfig })
  const clusterKubeconfig = () => join(scripts.folder, 'kind', 'kubeconfig')
  const kubectl = (...args: string[]): Promise<string> =>
    command()`kubectl --kubeconfig ${clusterKubeconfig()} --context kind-npd-test ${args}`
  const podsOf = async (namespace: string, label: string) =>
    (await kubectl('get', 'pods', '-n', namespace, '-l', label, '-o', 'name')).trim().split('\n')

  it('a run succeeds after runs that were killed at every step', async () => {
    for (const step of [/✓ image /, /✓ chaos-mesh images/, /✓ kind cluster/, /✓ nodes/]) {
      const { kill, printed, ended } = scripts.start('run', runArguments, {
        KUBECONFIG: kubeconfig,
      })
      await printed(step)
      kill('SIGKILL')
      await ended
    }
    const { code, stderr } = await run()
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('4 of 4 nodes report NetworkProblem'),
    ])
  })

  it('a second run changes nothing and takes less than 10 s', async () => {
    const before = await podsOf('kube-system', 'app=node-problem-detector')
    const start = performance.now()
    expect((await run()).code).toBe(0)
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(await podsOf('kube-system', 'app=node-problem-detector')).toEqual(before)
  })

  testScenario(() => scripts)

  it('cannot write its status during a partition, although the node is Ready', async () => {
    await scripts.mustRun('chaos-apply')
    const logs = scripts.start('logs', ['npd-test-worker', '-f'])
    await logs.printed(/Unable to write event \(may retry after sleeping\)/)
    logs.kill('SIGINT')
    await logs.ended
    expect(await statuses(scripts)).toEqual(['False', 'False', 'False', 'False'])
    expect(await kubectl('get', 'node', 'npd-test-worker')).toMatch(/npd-test-worker +Ready/)
    await scripts.mustRun('chaos-delete')
  })

  it.skipIf(!watchdogImage)(
    'has a watchdog that sets the conditions of a silent node to Unknown until NPD recovers',
    async () => {
      const image = ['--watchdog-image', watchdogImage ?? '']
      const installed = await run('--watchdog', ...image, '--heartbeat', '10s')
      expect([installed.code, installed.stderr]).toEqual([0, expect.stringMatching(/✓ watchdog /)])
      const node = 'npd-test-worker'
      const waitForReason = (reason: string) => {
        const path = `{.status.conditions[?(@.type=="NetworkProblem")].reason}=${reason}`
        return kubectl('wait', `node/${node}`, `--for=jsonpath=${path}`, '--timeout=180s')
      }
      for (const round of [1, 2]) {
        await scripts.mustRun('chaos-apply', ['--nodes', node])
        await waitForReason('NodeProblemDetectorSilent')
        expect(await kubectl('get', 'node', node)).toMatch(/npd-test-worker +Ready/)
        await scripts.mustRun('chaos-delete')
        await waitForReason('ApiServerReachable')
        await vi.waitFor(
          async () => {
            const description = await kubectl('describe', 'node', node)
            for (const reason of ['NodeProblemDetectorSilent', 'NodeProblemDetectorRecovered'])
              expect(description.match(new RegExp(`${reason} .*npd-watchdog`, 'g'))).toHaveLength(
                round,
              )
          },
          { timeout: 30_000, interval: 500 },
        )
      }
      const restarts = '{.items[*].status.containerStatuses[*].restartCount}'
      expect(await kubectl('get', 'pods', '-n', 'npd-watchdog', '-o', `jsonpath=${restarts}`)).toBe(
        '0 0',
      )
    },
  )

  it('deploys changed values, and restarts nothing else', async () => {
    const npd = await podsOf('kube-system', 'app=node-problem-detector')
    const daemons = await podsOf('chaos-mesh', 'app.kubernetes.io/component=chaos-daemon')
    expect((await run('--interval', '3s')).code).toBe(0)
    const after = await podsOf('kube-system', 'app=node-problem-detector')
    expect(after.filter(pod => npd.includes(pod))).toEqual([])
    expect(await podsOf('chaos-mesh', 'app.kubernetes.io/component=chaos-daemon')).toEqual(daemons)
  })

  it('rejects an experiment on a node without a chaos-daemon, and deletes an existing one', async () => {
    await kubectl('label', 'nodes', '--all', 'daemon=yes')
    await kubectl('label', 'node', 'npd-test-worker2', 'daemon-')
    const selector = { spec: { template: { spec: { nodeSelector: { daemon: 'yes' } } } } }
    const inChaosMesh = ['-n', 'chaos-mesh', 'daemonset/chaos-daemon']
    await kubectl('patch', ...inChaosMesh, '-p', JSON.stringify(selector))
    await kubectl('rollout', 'status', ...inChaosMesh)
    const daemon = ['-l', 'app.kubernetes.io/component=chaos-daemon']
    const onWorker2 = ['--field-selector', 'spec.nodeName=npd-test-worker2']
    const gone = ['--for=delete', '--timeout=60s']
    await kubectl('wait', 'pod', '-n', 'chaos-mesh', ...daemon, ...onWorker2, ...gone)
    const refused = await scripts.run('chaos-apply', ['--nodes', 'npd-test-worker2'])
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no chaos-daemon runs on npd-test-worker2'),
    })
    await scripts.mustRun('chaos-label-pods')
    const preview = ['--nodes', 'npd-test-control-plane', '--dry-run']
    const { stdout } = await scripts.mustRun('chaos-apply', preview)
    const manifest = stdout.replaceAll('npd-test-control-plane', 'npd-test-worker2')
    writeFileSync(`${scripts.folder}-chaos.yaml`, manifest)
    await kubectl('apply', '-f', `${scripts.folder}-chaos.yaml`)
    const tried = '{.status.experiment.containerRecords[0].events[0].operation}=Apply'
    const chaos = ['-n', 'kube-system', 'networkchaos/partition']
    await kubectl('wait', ...chaos, `--for=jsonpath=${tried}`, '--timeout=60s')
    const ended = await scripts.mustRun('chaos-delete')
    expect(ended.stderr).toContain('chaos-mesh did not finish the experiment in time')
  })

  it('supports --context: NPD can be removed and installed again', async () => {
    const env = { KUBECONFIG: clusterKubeconfig() }
    const target = ['--context', 'kind-npd-test', '--yes']
    const conditions = '{.items[*].status.conditions[*].type}'
    expect((await scripts.run('cleanup', target, env)).code).toBe(0)
    const types = await kubectl('get', 'nodes', '-o', `jsonpath=${conditions}`)
    expect([...new Set(types.split(' '))].sort()).toEqual([
      'DiskPressure',
      'MemoryPressure',
      'PIDPressure',
      'Ready',
    ])
    const { code, stderr } = await scripts.run(
      'run',
      [...target, ...(charts ? ['--charts', charts] : [])],
      env,
    )
    expect([code, stderr]).toEqual([0, expect.stringContaining('4 of 4 nodes report')])
  })

  it('is removed completely, and the user’s kubeconfig is unchanged', async () => {
    await scripts.mustRun('cleanup')
    const label = 'io.x-k8s.kind.cluster=npd-test'
    expect(await command()`docker ps --all --quiet --filter label=${label}`).toBe('')
    expect(readFileSync(kubeconfig, 'utf8')).toBe(userKubeconfig)
  })
})
