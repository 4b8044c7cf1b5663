import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { which } from 'zx'
import { command } from '../lib/cli/command.mts'
import { scenarioTiming, show, testScenario } from './scenario.fixture.mts'
import { openScripts, type RunningScript, type Scripts } from './scripts.fixture.mts'

const short = scenarioTiming
/** Each built-in kubectl is a Node.js process, so a plugin needs more time. */
const ample = ['--interval', '5s', '--timeout', '5s', '--heartbeat', '1m']
const limit = 60_000

let scripts: Scripts
beforeAll(async () => {
  scripts = await openScripts()
})
afterAll(() => scripts.close(), 30_000)

describe('one cluster, from run to cleanup', () => {
  it('does not exist before run', async () => {
    for (const name of ['show', 'chaos-label-pods', 'chaos-apply', 'chaos-delete', 'logs']) {
      const { code, stderr } = await scripts.run(name)
      expect([name, code]).toEqual([name, 1])
      expect(stderr).toContain('no cluster is running')
      expect(stderr).toContain('npx zx scripts/run.mts')
    }
  })

  it('is only previewed by run --dry-run', async () => {
    const { stdout } = await scripts.mustRun('run', ['--dry-run', ...short])
    expect(stdout).toContain('kind: DaemonSet')
    expect(stdout).toContain('"invoke_interval": "2s"')
    expect(existsSync(scripts.folder)).toBe(false)
  })

  it('is created by run', { timeout: limit }, async () => {
    const { stderr } = await scripts.mustRun('run', short)
    expect(stderr).toMatch(/4 of 4 nodes report NetworkProblem, DemoProblem/)
  })

  it('has files that only the user can read', () => {
    expect(statSync(scripts.folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(scripts.folder, 'kubeconfig')).mode & 0o777).toBe(0o600)
    expect(statSync(join(scripts.folder, 'cluster.log')).mode & 0o777).toBe(0o600)
  })

  it('is reused by a second run', { timeout: limit }, async () => {
    const kubeconfig = await readFile(join(scripts.folder, 'kubeconfig'), 'utf8')
    await scripts.mustRun('run', short)
    expect(await readFile(join(scripts.folder, 'kubeconfig'), 'utf8')).toBe(kubeconfig)
  })

  it('adds and removes workers', { timeout: limit }, async () => {
    await scripts.mustRun('run', ['--workers', '4', ...short])
    expect((await show(scripts)).map(({ name }) => name)).toContain('npd-test-worker4')
    await scripts.mustRun('run', ['--workers', '3', ...short])
    expect((await show(scripts)).map(({ name }) => name)).not.toContain('npd-test-worker4')
  })

  let image: string
  let recording: RunningScript

  it('is recorded by timeline', { timeout: limit }, async () => {
    image = join(scripts.folder, '..', 'image')
    recording = scripts.start('timeline', ['-o', image])
    await recording.printed(/Recording NetworkProblem on 4 nodes until Ctrl-C/)
  })

  testScenario(() => scripts)

  it('is drawn after Ctrl-C, and again from the recording', { timeout: limit }, async () => {
    recording.kill('SIGINT')
    const { code, stdout } = await recording.ended
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${image}.html  open this page`)])
    const svg = await readFile(`${image}.svg`, 'utf8')
    expect(svg).toMatch(
      /NPD on 3 nodes was disconnected from .* It found the problem .* The API server received the report/,
    )
    expect(svg.match(/<rect class="partition"[^>]*><title>npd-test-worker: /g)).toHaveLength(2)
    const again = await scripts.mustRun('timeline', ['--from', `${image}.jsonl`, 'DemoProblem'])
    expect(again.stdout).toContain(`${image}.svg  only the image`)
    expect(await readFile(`${image}.svg`, 'utf8')).toContain('DemoProblem True, SwitchedOn')
  })

  it('is shown as one YAML document per node', async () => {
    const { stdout } = await scripts.mustRun('show', ['-o', 'yaml'])
    expect(stdout.split('---\n').length).toBe(5)
    expect(stdout).toMatch(
      /name: npd-test-worker2\nverdict: \w+\nkubelet: Ready\ncondition:\n {2}type: NetworkProblem\n/,
    )
  })

  it('is removed completely by cleanup', { timeout: limit }, async () => {
    expect((await scripts.mustRun('cleanup')).stderr).toContain('removed')
    expect(existsSync(scripts.folder)).toBe(false)
    expect(await command()`ps -eo args`).not.toContain(scripts.folder)
    expect((await scripts.mustRun('cleanup')).stderr).toContain('none exists')
  })
})

describe('a machine without kubectl and timeout', () => {
  it('uses built-in replacements that suffice for the plugins', { timeout: limit }, async () => {
    const bare = mkdtempSync(join(tmpdir(), 'npd-test-path-'))
    try {
      for (const name of ['bash', 'sh', 'env']) symlinkSync(await which(name), join(bare, name))
      const { code, stderr } = await scripts.run('run', ample, { PATH: bare })
      expect([code, stderr]).toEqual([
        0,
        expect.stringContaining(
          'kubectl and timeout are not on PATH; the plugins use built-in replacements',
        ),
      ])
      const watch = scripts.start('show', ['DemoProblem', '-w'])
      await scripts.mustRun('demo-problem', ['npd-test-worker'])
      await watch.printed(/npd-test-worker +problem +True +SwitchedOn/)
      watch.kill('SIGINT')
      await watch.ended
      const network = scripts.start('show', ['NetworkProblem', '-w'])
      await network.printed(/^(npd-test-\S+ +healthy +False .*\n){4}/m)
      network.kill('SIGINT')
      await network.ended
    } finally {
      rmSync(bare, { recursive: true })
    }
  })
})
