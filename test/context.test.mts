import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { which } from 'zx'
import { send } from '../lib/live/live.fixture.mts'
import { openScripts, type Scripts } from './scripts.fixture.mts'

const kubectl = await which('kubectl', { nothrow: true })
const limit = 60_000

/** The embedded cluster, reached only through the user's kubeconfig, as if it were their own cluster. */
describe.skipIf(!kubectl)('the user’s own cluster, selected with --context', () => {
  let scripts: Scripts
  let kubeconfig: string
  beforeAll(async () => {
    scripts = await openScripts()
    await scripts.mustRun('run', ['--interval', '2s', '--timeout', '1s'])
    kubeconfig = `${scripts.folder}-user`
    copyFileSync(join(scripts.folder, 'kubeconfig'), kubeconfig)
  }, limit)
  afterAll(() => scripts.close(), limit)

  const run = (name: string, ...args: string[]) =>
    scripts.run(name, ['--context', 'npd-test', ...args], {
      KUBECONFIG: kubeconfig,
      NPD_TEST_DIR: '/nonexistent',
    })

  it('is read by show', async () => {
    const { code, stdout } = await run('show', '-o', 'json')
    expect([code, JSON.parse(stdout).length]).toEqual([0, 4])
  })

  it('provides its logs until Ctrl-C', async () => {
    const logs = scripts.start('logs', ['--context', 'npd-test', '-f'], { KUBECONFIG: kubeconfig })
    await logs.printed(/Problem detector started/)
    logs.kill('SIGINT')
    expect((await logs.ended).code).toBe(130)
  })

  it.each([
    [[], 'This page is read-only.'],
    [['--allow-changes'], 'id="actions"'],
  ])('is shown by live with %j', async (more, expected) => {
    const args = ['--context', 'npd-test', '--no-open', ...more]
    const live = scripts.start('live', args, { KUBECONFIG: kubeconfig })
    await live.printed(/token=/)
    const [url = ''] = /http:\S+/.exec(live.stdout()) ?? []
    expect((await send(url)).body).toContain(expected)
    live.kill('SIGINT')
    expect((await live.ended).code).toBe(0)
  })

  it('is not changed without confirmation', async () => {
    const { code, stderr } = await run('chaos-apply')
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Disconnect these pods from the network in context npd-test?'),
    ])
    expect((await run('chaos-delete', '--dry-run')).stdout).toBe(
      'The experiment kube-system/partition does not exist.\n',
    )
  })

  it('is partitioned and reconnected with --yes', { timeout: limit }, async () => {
    expect(await run('chaos-apply', '--yes')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('2 of 2 pods'),
    })
    expect((await run('chaos-delete', '--yes')).stderr).toContain('deleted kube-system/partition')
  })

  it('keeps its kubeconfig unchanged', () => {
    expect(readFileSync(kubeconfig)).toEqual(readFileSync(join(scripts.folder, 'kubeconfig')))
  })

  it('is named in the error if the context does not exist', async () => {
    const { code, stderr } = await scripts.run('show', ['--context', 'moon'], {
      KUBECONFIG: kubeconfig,
    })
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/Failed to reach context moon: .*moon.*\n.*get-contexts/),
    ])
  })

  it('requires kubectl, and the error names it', async () => {
    const { code, stderr } = await scripts.run('show', ['--context', 'npd-test'], {
      PATH: '/nonexistent',
    })
    expect([code, stderr]).toEqual([1, expect.stringContaining('kubectl is not on PATH')])
  })
})
