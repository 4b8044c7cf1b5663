import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Scripts } from './scripts.fixture.mts'

/** chaos-mesh counts whole seconds from the creation, so a partition of 1 s could end before its injection. */
const durationMs = 2_000
const slackMs = 500

/**
 * Runs plugins often and sends no heartbeat during the tests. A heartbeat that hangs during the
 * partition would delay the updates after it. A busy machine needs more than one second for the
 * kubectl processes of four nodes.
 */
export const scenarioTiming = ['--interval', '2s', '--timeout', '2s', '--heartbeat', '1m']

/** From the partition to the log line, in milliseconds: interval, timeout, and slack for a busy machine. */
const detectionLimitMs = 4_000 + 10_000

const limit = 60_000

interface Reported {
  name: string
  condition: { status: string; reason: string } | null
}

export const show = async (scripts: Scripts, ...args: string[]): Promise<Reported[]> =>
  JSON.parse((await scripts.mustRun('show', ['-o', 'json', ...args])).stdout)

export const statuses = async (scripts: Scripts) =>
  (await show(scripts)).map(({ condition }) => condition?.status)

/** Defines the tests that every cluster must pass: the output of the scripts, step by step. */
export const testScenario = (getScripts: () => Scripts): void => {
  it('reports conditions on four nodes', async () => {
    expect(await show(getScripts())).toMatchObject(
      ['control-plane', 'worker', 'worker2', 'worker3'].map(name => ({
        name: `npd-test-${name}`,
        condition: { status: 'False', reason: 'ApiServerReachable' },
      })),
    )
  })

  it('labels only the pods without a correct label', async () => {
    const scripts = getScripts()
    const preview = await scripts.mustRun('chaos-label-pods', ['--dry-run'])
    expect(preview.stderr).toMatch(/([1-9]\d*) of \1 pods/)
    expect((await scripts.mustRun('chaos-label-pods')).stderr).toMatch(/([1-9]\d*) of \1 pods/)
    expect((await scripts.mustRun('chaos-label-pods')).stderr).toContain(' 0 of ')
  })

  it('rejects a partition of a node that does not exist', async () => {
    const args = ['--nodes', 'npd-test-worker9']
    const { code, stderr } = await getScripts().run('chaos-apply', args)
    expect(code).toBe(1)
    expect(stderr).toContain('`npd-test-worker9` does not exist in this cluster')
    expect(stderr).toContain('This cluster has npd-test-control-plane, ')
  })

  it('shows False for partitioned nodes, and Unknown once they reconnect', {
    timeout: limit,
  }, async () => {
    const scripts = getScripts()
    await scripts.mustRun('chaos-apply')
    const cut = performance.now()
    const logs = scripts.start('logs', ['npd-test-worker', '-f'])
    await logs.printed(/New status generated: .*Type:NetworkProblem Status:Unknown/)
    expect(performance.now() - cut).toBeLessThan(detectionLimitMs)
    logs.kill('SIGINT')
    expect((await logs.ended).code).toBe(130)
    expect(await statuses(scripts)).toEqual(['False', 'False', 'False', 'False'])

    const watch = scripts.start('show', ['--watch'])
    await watch.printed(/npd-test-worker3 /)
    expect((await scripts.mustRun('chaos-delete')).stderr).toContain(
      'deleted kube-system/partition',
    )
    await watch.printed(/npd-test-worker +unknown +Unknown +ApiServerReachable .*Timeout when/)
    await watch.printed(/Unknown[\s\S]*npd-test-worker +healthy[\s\S]*npd-test-worker3 +healthy/)
    watch.kill('SIGINT')
    await watch.ended
    expect((await scripts.mustRun('chaos-delete')).stderr).toContain('does not exist')
  })

  it('replaces an experiment that has ended or differs, and keeps an identical one', {
    timeout: limit,
  }, async () => {
    const scripts = getScripts()
    const cut = ['--nodes', 'npd-test-worker2', '--duration', `${durationMs / 1_000}s`]
    expect((await scripts.mustRun('chaos-apply', cut)).stderr).toContain('1 of 1 pods')
    // No script reports when the duration has passed, so wait that long.
    await sleep(durationMs + slackMs)
    const again = await scripts.mustRun('chaos-apply', ['--nodes', 'npd-test-worker'])
    expect(again.stderr).toContain('replacing the previous experiment')
    const third = await scripts.mustRun('chaos-apply', ['--nodes', 'npd-test-worker'])
    expect(third.stderr).toContain('already disconnected')
    await scripts.mustRun('chaos-delete')
  })

  it('sets DemoProblem to True while the label is set', { timeout: limit }, async () => {
    const scripts = getScripts()
    const watch = scripts.start('show', ['DemoProblem', '-w'])
    await scripts.mustRun('demo-problem', ['npd-test-worker3'])
    await watch.printed(
      /npd-test-worker3 +problem +True +SwitchedOn .*Label demo-problem=on is set/,
    )
    await scripts.mustRun('demo-problem', ['npd-test-worker3', '--off'])
    await watch.printed(/True[\s\S]*npd-test-worker3 +healthy +False +SwitchedOff/)
    watch.kill('SIGINT')
    await watch.ended
  })
}
