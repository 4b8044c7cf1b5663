import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readStartTime } from '../../lib/cli/processes.mts'
import { findEmbedded } from '../../lib/cluster/embedded/find.mts'
import { createValues, goodDefinition } from '../../lib/plugins/lint/lint.fixture.mts'
import { runAsDemo, stateFolder } from '../../lib/state-folder.mts'
import { openScripts, type Scripts } from '../scripts.fixture.mts'

const limit = 60_000

let scripts: Scripts
beforeAll(async () => {
  scripts = await openScripts()
})
afterAll(() => scripts.close(), 30_000)

const daemonPid = async (): Promise<number> => {
  const embedded = await findEmbedded(stateFolder({ NPD_TEST_DIR: scripts.folder }))
  // Sending a signal to process 0 would end the test run itself.
  if (!embedded?.pid) throw new Error('no cluster is running')
  embedded.api.close()
  return embedded.pid
}

it.each(['checks', 'API server', 'nodes'])(
  'a run repairs the state of a run that was killed after "%s"',
  async phase => {
    const run = scripts.start('run')
    await run.printed(new RegExp(`✓ ${phase}`))
    run.kill('SIGKILL')
    await run.ended
    const { stderr } = await scripts.mustRun('run')
    expect(stderr).toContain('4 of 4 nodes report')
    await scripts.mustRun('cleanup')
  },
  limit,
)

it(
  'an interrupted run removes what it has created',
  async () => {
    const run = scripts.start('run')
    await run.printed(/✓ API server/)
    run.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    expect(existsSync(scripts.folder)).toBe(false)
  },
  limit,
)

it(
  'two simultaneous runs: one succeeds, and the other reports the lock',
  async () => {
    const outputs = await Promise.all([scripts.run('run'), scripts.run('run')])
    const [winner, loser] = outputs.sort((a, b) => (a.code ?? 9) - (b.code ?? 9))
    expect(winner?.code).toBe(0)
    expect(loser?.code).toBe(1)
    expect(loser?.stderr).toMatch(/process \d+ is using this cluster/)
    expect(await daemonPid()).toBeGreaterThan(0)
  },
  limit,
)

it(
  'a crashed cluster is detected and replaced',
  async () => {
    const crashed = await daemonPid()
    process.kill(crashed, 'SIGKILL')
    const { code, stderr } = await scripts.run('show')
    expect([code, stderr]).toEqual([1, expect.stringContaining('no cluster is running')])
    await scripts.mustRun('run')
    expect(await daemonPid()).not.toBe(crashed)
  },
  limit,
)

it(
  'a background process that does not respond is reported, and cleanup ends it',
  async () => {
    const stopped = await daemonPid()
    process.kill(stopped, 'SIGSTOP')
    for (const name of ['show', 'run']) {
      const { code, stderr } = await scripts.run(name, [])
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining(`process ${stopped} did not respond`),
      ])
    }
    await scripts.mustRun('cleanup')
    expect(await readStartTime(stopped)).toBeUndefined()
    await scripts.mustRun('run')
  },
  limit,
)

/** Values with a plugin that starts a process outside of its group, appends its pid to a file, and runs for a minute. */
const writeSlowPlugin = async (): Promise<{ values: string; pidFile: string }> => {
  const values = join(scripts.folder, '..', 'slow.yaml')
  const pidFile = join(scripts.folder, '..', 'stray.pid')
  const pluginConfig = { ...goodDefinition.pluginConfig, timeout: '60s', invoke_interval: '120s' }
  const script = `#!/bin/bash\nsetsid sleep 60 > /dev/null &\necho $! >> ${pidFile}\nexec sleep 60\n`
  await writeFile(values, createValues({ ...goodDefinition, pluginConfig }, script))
  return { values, pidFile }
}

it(
  'run reports that its background process has died, and ends the processes of its plugins',
  async () => {
    const { values, pidFile } = await writeSlowPlugin()
    for (const end of ['die', 'cleanup']) {
      await scripts.mustRun('cleanup')
      await rm(pidFile, { force: true })
      const run = scripts.start('run', ['--values', values])
      await run.printed(/✓ nodes/)
      await expect.poll(() => readFile(pidFile, 'utf8'), { timeout: 20_000 }).toMatch(/\d\n/)
      const stray = Number.parseInt(await readFile(pidFile, 'utf8'), 10)
      expect(await readStartTime(stray)).toBeDefined()
      if (end === 'cleanup') run.kill('SIGINT')
      else process.kill(await daemonPid(), 'SIGKILL')
      const { code, stderr } = await run.ended
      if (end === 'cleanup') expect(code).toBe(130)
      else expect([code, stderr]).toEqual([1, expect.stringContaining('exited unexpectedly')])
      await expect.poll(() => readStartTime(stray), { timeout: 5_000 }).toBeUndefined()
    }
    await scripts.mustRun('run')
  },
  limit,
)

it(
  'a cluster stops when its files are deleted by hand',
  async () => {
    const pid = await daemonPid()
    await scripts.mustRun('cleanup', ['--dry-run'])
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
  'leftovers of a crashed cluster do not prevent the next start',
  async () => {
    await mkdir(join(scripts.folder, 'nodes', 'old'), { recursive: true })
    await writeFile(join(scripts.folder, 'kubeconfig'), '{}')
    await symlink('4194300:nonce:1', join(scripts.folder, 'lock'))
    await scripts.mustRun('run')
    expect(await readFile(join(scripts.folder, 'kubeconfig'), 'utf8')).toContain('npd-test')
  },
  limit,
)

it.each([
  [
    ['--set', 'settings.custom_plugin_monitors[0]=/custom-config/no.json'],
    /values.yaml:\d+:\d+: `custom_monitor_definitions` does not contain a key/,
  ],
  [['--set', 'settings.heartBeatPeriod=often'], /`heartBeatPeriod` is not a duration: `often`/],
])('invalid values are reported before anything changes: %s', async (args, message) => {
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
])('invalid usage is reported with exit code 2: %s %s', async (name, args) => {
  const { code, stderr } = await scripts.run(name, args)
  expect([code, stderr]).toEqual([2, expect.stringContaining('✗ Invalid ')])
})

it('an existing cluster keeps its size', async () => {
  await scripts.mustRun('run', ['--workers', '1'])
  expect((await scripts.mustRun('run')).stderr).toContain('1 control plane, 1 worker\n')
  expect((await scripts.mustRun('run', ['--workers', '2'])).stderr).toContain('2 workers')
  expect((await scripts.mustRun('run')).stderr).toContain('1 control plane, 2 workers')
}, 60_000)

it('the log of a crashed cluster is kept until cleanup', async () => {
  process.kill(await daemonPid(), 'SIGKILL')
  const { log, previousLog } = stateFolder({ NPD_TEST_DIR: scripts.folder })
  await writeFile(log, 'the reason\n')
  await scripts.mustRun('run')
  expect(await readFile(previousLog, 'utf8')).toBe('the reason\n')
  await scripts.mustRun('cleanup')
  expect(existsSync(scripts.folder)).toBe(false)
}, 60_000)

it('cleanup does not remove the cluster of a running demo', async () => {
  await runAsDemo(stateFolder({ NPD_TEST_DIR: scripts.folder }), async () => {
    const { code, stderr } = await scripts.run('cleanup')
    expect([code, stderr]).toEqual([1, expect.stringContaining(`process ${process.pid} is using`)])
  })
  await scripts.mustRun('cleanup')
})

it('a plugin is stopped when plugin-try is killed', async () => {
  const parent = join(scripts.folder, '..')
  const values = join(parent, 'values.yaml')
  const pidFile = join(parent, 'pid')
  const pluginConfig = { ...goodDefinition.pluginConfig, timeout: '60s', invoke_interval: '120s' }
  const script = `#!/bin/bash\necho $$ > ${pidFile}\nexec sleep 60\n`
  await writeFile(values, createValues({ ...goodDefinition, pluginConfig }, script))
  const trying = scripts.start('plugin-try', [values])
  await expect.poll(() => readFile(pidFile, 'utf8'), { timeout: 20_000 }).toMatch(/\d\n/)
  trying.kill('SIGKILL')
  await trying.ended
  const pid = Number(await readFile(pidFile, 'utf8'))
  await expect.poll(() => readStartTime(pid), { timeout: 5_000 }).toBeUndefined()
  const folders = async () => (await readdir(parent)).filter(name => name.startsWith('npd-try-'))
  await expect.poll(folders, { timeout: 5_000 }).toEqual([])
}, 60_000)

it('a state folder that cannot be written is reported before anything starts', async () => {
  const { code, stderr } = await scripts.run('run', [], { NPD_TEST_DIR: '/dev/null/state' })
  expect([code, stderr]).toEqual([1, expect.stringContaining('Failed to write /dev/null/state')])
})
