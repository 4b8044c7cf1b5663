import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readUntil, send } from '../../lib/live/live.fixture.mts'
import { scenarioTiming, statuses } from '../scenario.fixture.mts'
import { openScripts, type Scripts } from '../scripts.fixture.mts'

const short = scenarioTiming
const limit = 60_000

let scripts: Scripts
beforeAll(async () => {
  scripts = await openScripts()
})
afterAll(() => scripts.close(), 30_000)

describe('the demo', () => {
  const imagePath = () => join(scripts.folder, '..', 'image')

  it('shows a partition within a minute, draws it, and cleans up', { timeout: limit }, async () => {
    const start = performance.now()
    const image = imagePath()
    const { stdout } = await scripts.mustRun('demo', ['--fast', '--output', image])
    expect(performance.now() - start).toBeLessThan(60_000)
    expect(stdout).toMatch(/New status generated: .*Status:Unknown/)
    expect(
      stdout.match(/npd-test-worker3? +silent for \S+ +Unknown +NodeProblemDetectorSilent/g),
    ).toHaveLength(2)
    expect(stdout).toMatch(/Warning +NodeProblemDetectorSilent +npd-watchdog/)
    expect(stdout).toMatch(/npd-test-worker3? +unknown +Unknown|NPD did not report the outage/)
    expect(stdout).toMatch(/Normal +NodeProblemDetectorRecovered +npd-watchdog/)
    expect(stdout).toContain(`${image}.html\n`)
    expect(await readFile(`${image}.svg`, 'utf8')).toContain('The watchdog marked them, first at')
    expect(existsSync(scripts.folder)).toBe(false)
  })

  it('shows its steps on a live page until Ctrl-C', { timeout: 2 * limit }, async () => {
    const args = ['--fast', '--live', '--no-open', '--output', imagePath()]
    const demo = scripts.start('demo', args)
    await demo.printed(/token=/)
    const [url = ''] = /http:\S+/.exec(demo.stdout()) ?? []
    const { headers, body } = await send(url)
    expect(body).toContain('The demo runs all steps itself')
    const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
    const story = readUntil(`${new URL(url).origin}/events`, cookie, 'The page stays open')
    await demo.printed(/The page stays open/)
    expect(await story).toMatch(
      /"text":"A chaos-mesh experiment now disconnects[\s\S]*"text":"Healthy again/,
    )
    demo.kill('SIGINT')
    expect((await demo.ended).code).toBe(0)
    expect(existsSync(scripts.folder)).toBe(false)
  })

  it('does not change an existing cluster', { timeout: limit }, async () => {
    await scripts.mustRun('run', short)
    const { code, stderr } = await scripts.run('demo', ['--fast'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('is already running')])
    expect(await statuses(scripts)).toHaveLength(4)
  })

  it('cleans up after Ctrl-C', { timeout: limit }, async () => {
    await scripts.mustRun('cleanup')
    const demo = scripts.start('demo', ['--fast', '--output', imagePath()])
    await demo.printed(/injected/)
    demo.kill('SIGINT')
    expect((await demo.ended).code).toBe(130)
    expect(existsSync(scripts.folder)).toBe(false)
  })
})
