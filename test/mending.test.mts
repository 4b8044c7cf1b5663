import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findEmbedded } from '../lib/cluster/embedded/connect.mts'
import { stateFolder } from '../lib/state-folder.mts'
import { openScripts, type Scripts } from './scripts.fixture.mts'

const limit = 60_000

let scripts: Scripts
beforeAll(async () => {
  scripts = await openScripts()
})
afterAll(() => scripts.close(), 30_000)

const daemonPid = async (): Promise<number> => {
  const embedded = await findEmbedded(stateFolder({ NPD_TEST_DIR: scripts.folder }))
  embedded?.api.close()
  return embedded?.pid ?? 0
}

it.each(['checks', 'API server', 'nodes'])(
  'a run that is killed after "%s" is mended by the next one',
  async phase => {
    const run = scripts.start('run')
    await run.printed(new RegExp(`✓ ${phase}`))
    run.child.kill('SIGKILL')
    await run.ended
    const { stderr } = await scripts.must('run')
    expect(stderr).toContain('4 of 4 nodes report')
    await scripts.must('cleanup')
  },
  limit,
)

it(
  'a run that is interrupted puts back what it began',
  async () => {
    const run = scripts.start('run')
    await run.printed(/✓ API server/)
    run.child.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    expect(existsSync(scripts.folder)).toBe(false)
  },
  limit,
)

it(
  'two runs at the same moment do not get in each other’s way',
  async () => {
    const outputs = await Promise.all([scripts.run('run'), scripts.run('run')])
    const [winner, loser] = outputs.sort((a, b) => (a.code ?? 9) - (b.code ?? 9))
    expect(winner?.code).toBe(0)
    expect(loser?.code).toBe(1)
    expect(loser?.stderr).toMatch(/process \d+ is working on this cluster/)
    expect(await daemonPid()).toBeGreaterThan(0)
  },
  limit,
)

it(
  'a crashed cluster is noticed and replaced',
  async () => {
    const crashed = await daemonPid()
    process.kill(crashed, 'SIGKILL')
    const { code, stderr } = await scripts.run('show')
    expect([code, stderr]).toEqual([1, expect.stringContaining('none is running')])
    await scripts.must('run')
    expect(await daemonPid()).not.toBe(crashed)
  },
  limit,
)

it(
  'a cluster ends when its files are deleted by hand',
  async () => {
    const pid = await daemonPid()
    await scripts.must('cleanup', ['--dry-run'])
    const { api } = (await findEmbedded(stateFolder({ NPD_TEST_DIR: scripts.folder }))) ?? {}
    const watch = api?.watch({
      group: '',
      version: 'v1',
      plural: 'nodes',
      kind: 'Node',
      namespaced: false,
    })
    await watch?.next()
    await rm(scripts.folder, { recursive: true, force: true })
    await expect(drain(watch)).rejects.toThrow(/socket|aborted|reset|hang up/i)
    api?.close()
    expect(pid).toBeGreaterThan(0)
  },
  limit,
)

const drain = async (watch: AsyncGenerator<unknown> | undefined): Promise<void> => {
  while (watch && !(await watch.next()).done);
}

it(
  'what a crashed cluster left does not keep the next one from starting',
  async () => {
    await mkdir(join(scripts.folder, 'nodes', 'old'), { recursive: true })
    await writeFile(join(scripts.folder, 'kubeconfig'), '{}')
    await writeFile(join(scripts.folder, 'lock'), '4194300')
    await scripts.must('run')
    expect(await readFile(join(scripts.folder, 'kubeconfig'), 'utf8')).toContain('npd-test')
  },
  limit,
)

it.each([
  [
    ['--set', 'settings.custom_plugin_monitors[0]=/custom-config/no.json'],
    /values.yaml:\d+:\d+: no key/,
  ],
  [['--set', 'settings.heartBeatPeriod=often'], /`heartBeatPeriod` cannot be `often`/],
])('bad values are told before anything changes: %s', async (args, message) => {
  const before = await daemonPid()
  const { code, stderr } = await scripts.run('run', args)
  expect([code, stderr]).toEqual([1, expect.stringMatching(message)])
  expect(stderr).not.toMatch(/^ +at /m)
  expect(await daemonPid()).toBe(before)
})

it.each([
  ['run', ['--wrokers', '3']],
  ['run', ['--workers', 'many']],
  ['run', ['--timeout', '5 minutes']],
  ['run', ['--set', 'nothing']],
  ['run', ['--cluster', 'moon']],
  ['show', ['A', 'B']],
  ['show', ['-o', 'xml']],
  ['show', ['--heartbeat', 'often']],
  ['show', ['--watch', '--exit-code']],
  ['demo-problem', []],
])('wrong usage is told, and exits 2: %s %s', async (name, args) => {
  const { code, stderr } = await scripts.run(name, args)
  expect([code, stderr]).toEqual([2, expect.stringContaining('✗ Failed to ')])
})

it('a folder that cannot be written is told, and nothing is started', async () => {
  const { code, stderr } = await scripts.run('run', [], { NPD_TEST_DIR: '/dev/null/state' })
  expect([code, stderr]).toEqual([1, expect.stringContaining('Failed to write /dev/null/state')])
})
