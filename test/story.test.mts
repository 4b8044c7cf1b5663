import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScripts, type Scripts } from './scripts.fixture.mts'

const short = ['--interval', '2s', '--timeout', '1s', '--heartbeat', '5s']
const limit = 60_000

interface Reported {
  name: string
  condition: { status: string; reason: string; message: string } | null
}

let scripts: Scripts
beforeAll(async () => {
  scripts = await openScripts()
})
afterAll(() => scripts.close(), 30_000)

const show = async (): Promise<Reported[]> =>
  JSON.parse((await scripts.must('show', ['-o', 'json'])).stdout)

const statuses = async () => (await show()).map(({ condition }) => condition?.status)

describe('one cluster, from run to cleanup', () => {
  it('is not there before run', async () => {
    for (const name of ['show', 'chaos-label-pods', 'chaos-apply', 'chaos-delete', 'logs']) {
      const { code, stderr } = await scripts.run(name)
      expect([name, code]).toEqual([name, 1])
      expect(stderr).toContain('none is running')
      expect(stderr).toContain('npx zx scripts/run.mts')
    }
  })

  it('only tells what it would do with --dry-run', async () => {
    const { stdout } = await scripts.must('run', ['--dry-run', ...short])
    expect(stdout).toContain('kind: DaemonSet')
    expect(stdout).toContain('"invoke_interval": "2s"')
    expect(existsSync(scripts.folder)).toBe(false)
  })

  it('has four nodes that report', { timeout: limit }, async () => {
    const { stderr } = await scripts.must('run', short)
    expect(stderr).toMatch(/4 of 4 nodes report NetworkProblem, DemoProblem/)
    expect(await show()).toMatchObject(
      ['control-plane', 'worker', 'worker2', 'worker3'].map(name => ({
        name: `npd-test-${name}`,
        condition: { status: 'False', reason: 'ApiServerReachable' },
      })),
    )
  })

  it('keeps its secrets to the user', () => {
    expect(statSync(scripts.folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(scripts.folder, 'kubeconfig')).mode & 0o777).toBe(0o600)
    expect(statSync(join(scripts.folder, 'daemon.log')).mode & 0o777).toBe(0o600)
  })

  it('is found by a second run', { timeout: limit }, async () => {
    const kubeconfig = await readFile(join(scripts.folder, 'kubeconfig'), 'utf8')
    await scripts.must('run', short)
    expect(await readFile(join(scripts.folder, 'kubeconfig'), 'utf8')).toBe(kubeconfig)
  })

  it('gets and loses workers', { timeout: limit }, async () => {
    await scripts.must('run', ['--workers', '4', ...short])
    expect((await show()).map(({ name }) => name)).toContain('npd-test-worker4')
    await scripts.must('run', ['--workers', '3', ...short])
    expect((await show()).map(({ name }) => name)).not.toContain('npd-test-worker4')
  })

  it('labels only the pods that need it', async () => {
    expect((await scripts.must('chaos-label-pods', ['--dry-run'])).stderr).toContain('4 of 4 pods')
    expect((await scripts.must('chaos-label-pods')).stderr).toContain('4 of 4 pods')
    expect((await scripts.must('chaos-label-pods')).stderr).toContain('0 of 4 pods')
  })

  it('refuses to cut off a node that is none', async () => {
    const { code, stderr } = await scripts.run('chaos-apply', ['--nodes', 'npd-test-worker9'])
    expect(code).toBe(1)
    expect(stderr).toContain('`npd-test-worker9` is not a node of this cluster')
    expect(stderr).toContain('there are npd-test-control-plane, ')
  })

  it('shows False for nodes that are cut off, and Unknown once they are back', {
    timeout: limit,
  }, async () => {
    await scripts.must('chaos-apply')
    const logs = scripts.start('logs', ['npd-test-worker', '-f'])
    await logs.printed(/New status generated: .*Type:NetworkProblem Status:Unknown/)
    logs.child.kill('SIGINT')
    expect((await logs.ended).code).toBe(130)
    expect(await statuses()).toEqual(['False', 'False', 'False', 'False'])

    const watch = scripts.start('show', ['--watch'])
    await watch.printed(/npd-test-worker3 /)
    expect((await scripts.must('chaos-delete')).stderr).toContain('kube-system/partition is gone')
    await watch.printed(/npd-test-worker +Unknown +ApiServerReachable +Timeout when running plugin/)
    await watch.printed(/Unknown[\s\S]*npd-test-worker +False[\s\S]*npd-test-worker3 +False/)
    watch.child.kill('SIGINT')
    await watch.ended
    expect((await scripts.must('chaos-delete')).stderr).toContain('there was no')
  })

  it('replaces an experiment that is over', { timeout: limit }, async () => {
    const cut = ['--nodes', 'npd-test-worker2', '--duration', '1s']
    expect((await scripts.must('chaos-apply', cut)).stderr).toContain('1 of 1 pods')
    const kubectl = scripts.start('show', ['--watch'])
    await kubectl.printed(/npd-test-worker2/)
    kubectl.child.kill('SIGINT')
    const again = await scripts.must('chaos-apply', ['--nodes', 'npd-test-worker'])
    expect(again.stderr).toContain('in place of the experiment that was there')
    expect((await scripts.must('chaos-apply', ['--nodes', 'npd-test-worker'])).stderr).toContain(
      'since before',
    )
    await scripts.must('chaos-delete')
  })

  it('has a condition that becomes True where a reader wants it', { timeout: limit }, async () => {
    const watch = scripts.start('show', ['DemoProblem', '-w'])
    await scripts.must('demo-problem', ['npd-test-worker3'])
    await watch.printed(/npd-test-worker3 +True +SwitchedOn +Label demo-problem=on is set/)
    await scripts.must('demo-problem', ['npd-test-worker3', '--off'])
    await watch.printed(/True[\s\S]*npd-test-worker3 +False +SwitchedOff/)
    watch.child.kill('SIGINT')
    await watch.ended
  })

  it('prints a document per node as YAML', async () => {
    const { stdout } = await scripts.must('show', ['-o', 'yaml'])
    expect(stdout.split('---\n').length).toBe(5)
    expect(stdout).toContain('name: npd-test-worker2\ncondition:\n  type: NetworkProblem\n')
  })

  it('leaves nothing behind', { timeout: limit }, async () => {
    expect((await scripts.must('cleanup')).stderr).toContain('gone')
    expect(existsSync(scripts.folder)).toBe(false)
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    expect(processes).not.toContain(scripts.folder)
    expect((await scripts.must('cleanup')).stderr).toContain('there was none')
  })
})

describe('the demo', () => {
  it('tells the story in 30 seconds, and cleans up', { timeout: limit }, async () => {
    const start = performance.now()
    const { stdout } = await scripts.must('demo', ['--fast'])
    expect(performance.now() - start).toBeLessThan(30_000)
    expect(stdout).toMatch(/New status generated: .*Status:Unknown/)
    expect(stdout).toMatch(/npd-test-worker +Unknown/)
    expect(existsSync(scripts.folder)).toBe(false)
  })

  it('refuses to touch a cluster that is there', { timeout: limit }, async () => {
    await scripts.must('run', short)
    const { code, stderr } = await scripts.run('demo', ['--fast'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('running already')])
    expect(await statuses()).toHaveLength(4)
  })

  it('puts everything back after Ctrl-C', { timeout: limit }, async () => {
    await scripts.must('cleanup')
    const demo = scripts.start('demo', ['--fast'])
    await demo.printed(/injected/)
    demo.child.kill('SIGINT')
    expect((await demo.ended).code).toBe(130)
    expect(existsSync(scripts.folder)).toBe(false)
  })
})

describe('a machine without kubectl and timeout', () => {
  it('gets stand-ins that do what the plugins need', { timeout: limit }, async () => {
    const bare = mkdtempSync(join(tmpdir(), 'npd-test-path-'))
    try {
      for (const command of ['bash', 'sh', 'env'])
        execFileSync('ln', ['-s', execFileSync('which', [command]).toString().trim(), bare])
      const { code, stderr } = await scripts.run('run', short, { PATH: bare })
      expect([code, stderr]).toEqual([
        0,
        expect.stringContaining('no kubectl and no timeout: a stand-in'),
      ])
      const watch = scripts.start('show', ['DemoProblem', '-w'])
      await scripts.must('demo-problem', ['npd-test-worker'])
      await watch.printed(/npd-test-worker +True +SwitchedOn/)
      watch.child.kill('SIGINT')
      await watch.ended
      expect(await statuses()).toEqual(['False', 'False', 'False', 'False'])
    } finally {
      rmSync(bare, { recursive: true })
    }
  })
})
