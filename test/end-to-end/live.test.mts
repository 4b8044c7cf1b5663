import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../../lib/timeline/chromium.fixture.mts'
import { findFreePort } from '../free-port.fixture.mts'
import { openScripts, type Scripts } from '../scripts.fixture.mts'
import {
  openBrowser,
  type RunningLive,
  readStates,
  saveScreenshot,
  startLiveScript,
  type TestBrowser,
} from './live-page.fixture.mts'

const chromium = findChromium()
const title = chromium ? 'the live page' : 'the live page (skipped: no Chromium on PATH)'
const disconnected = ['npd-test-worker', 'npd-test-worker3']
const rest = ['npd-test-control-plane', 'npd-test-worker2']
/** A node is silent after 19 s. */
const timing = ['--interval', '3s', '--timeout', '2s', '--heartbeat', '2s']
const patient = { timeout: 50_000 }

// The tests are the steps of one story, so each needs the ones before it.
describe.skipIf(!chromium)(title, () => {
  let scripts: Scripts
  let live: RunningLive
  let browser: TestBrowser
  let port: number
  let page: Page
  beforeAll(async () => {
    scripts = await openScripts()
    await scripts.mustRun('run', timing)
    port = await findFreePort()
    live = await startLiveScript(scripts, port)
    browser = await openBrowser(chromium ?? '')
    page = await browser.context.newPage()
    await page.goto(live.url())
    await page.selectOption('#span', '60000')
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await live.end()
    await scripts.close()
  }, 60_000)

  const click = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const stateOf = (node: string, on = page) =>
    on.locator('#nodes tr', { has: on.locator(`th:text-is("${node}")`) })
  const waitFor = async (nodes: string[], state: string | RegExp) => {
    for (const node of nodes) await stateOf(node).filter({ hasText: state }).waitFor(patient)
  }

  it('shows the lanes of all nodes, which agree', async () => {
    await waitFor([...disconnected, ...rest], 'lanes agree')
    await page.locator('#timeline svg').waitFor()
    expect(await page.title()).toBe('NetworkProblem on npd-test, live')
    expect(new URL(page.url()).search).toBe('')
    await saveScreenshot(page, '1-agree')
  })

  it('waits for the user in each step of the tour', async () => {
    await click('Take the tour (six steps)')
    expect(await page.locator('#tour-title').innerText()).toBe('Step 1 of 6: Two lanes that agree')
    await click('Next step')
    expect(await page.locator('#tour-waiting').innerText()).toContain('Waiting until NPD on a node')
    expect(await page.locator('#tour-next').isDisabled()).toBe(true)
  })

  it('disconnects nodes by click, and shows the equivalent command', async () => {
    for (const node of disconnected)
      await page.getByRole('checkbox', { name: `Select ${node}`, exact: true }).check()
    await click('Disconnect NPD')
    await waitFor(disconnected, 'disconnected')
    await click('Next step')
    expect(await page.locator('#tour-title').innerText()).toBe('Step 3 of 6: NPD finds the problem')
    await waitFor(rest, 'lanes agree')
    expect(await page.locator('#entries .action').first().innerText()).toMatch(
      /You disconnected NPD on npd-test-worker, npd-test-worker3 from the network\.\n+npx zx scripts\/chaos-apply\.mts --nodes npd-test-worker,npd-test-worker3/,
    )
  })

  it('shows that the lanes differ once NPD finds the problem', async () => {
    await waitFor(disconnected, 'lanes differ')
    expect(await page.locator('#entries').innerText()).toMatch(
      /npd-test-worker: NPD set NetworkProblem to Unknown\. The API server still reports False\./,
    )
    await saveScreenshot(page, '2-differ')
  })

  it('lists silent nodes first, in the table and in the timeline', async () => {
    await waitFor(disconnected, 'silent')
    const names = async () => (await readStates(page)).map(line => line.split(':')[0])
    await expect.poll(names).toEqual([...disconnected, ...rest])
    await expect
      .poll(() => page.locator('#timeline .node').allTextContents())
      .toEqual([...disconnected, ...rest])
    await click('Next step')
    expect(await page.locator('#tour-title').innerText()).toBe('Step 4 of 6: Silence')
    await saveScreenshot(page, '3-silent')
  })

  it('shows the marks of the watchdog', async () => {
    await click('Next step')
    expect(await page.locator('#tour-command').innerText()).toBe('npx zx scripts/watchdog.mts')
    await click('Start the watchdog')
    await waitFor(disconnected, 'marked by the watchdog')
    await page.locator('#timeline .glyph.watchdog + *').first().waitFor({ state: 'attached' })
  })

  it('shows the definition, the script and the last runs of each plugin', async () => {
    await page.locator('#plugins > summary').click()
    await page.selectOption('#plugin-node', 'npd-test-worker')
    await page.locator('#runs-body tr', { hasText: 'timed out, killed' }).first().waitFor()
    await page.selectOption('#plugin-node', 'npd-test-worker2')
    await page.locator('#runs-body tr', { hasText: 'exit status 0' }).first().waitFor()
    expect(await page.locator('#plugin-script').textContent()).toContain('kubectl get node')
    expect(await page.locator('#plugin-definition').textContent()).toContain('"invoke_interval"')
    expect(await page.locator('#runs-conditions').textContent()).toContain(
      '"type":"NetworkProblem"',
    )
    expect(await page.locator('#runs-metrics').textContent()).toContain('problem_gauge{')
    await saveScreenshot(page, '4b-plugins', '#plugins')
    await page.locator('#plugins > summary').click()
    await saveScreenshot(page, '4-marked')
  })

  it('shows the same state in a second tab and after a reload', async () => {
    const entries = (of: Page) => of.locator('#entries li').allInnerTexts()
    const second = await browser.context.newPage()
    await second.goto(live.url())
    await stateOf(disconnected[0] ?? '', second)
      .filter({ hasText: 'marked' })
      .waitFor(patient)
    const oldest = (await entries(page)).at(-1)
    expect((await entries(second)).at(-1)).toBe(oldest)
    await page.reload()
    await waitFor(disconnected, 'marked by the watchdog')
    expect((await entries(page)).at(-1)).toBe(oldest)
    await second.close()
  })

  it('pauses, and keeps the pause after a reload', async () => {
    await click('Pause')
    const until = () => page.locator('#until-text').innerText()
    const paused = await until()
    expect(paused).toMatch(/^\d\d:\d\d:\d\d$/)
    await page.reload()
    await page.getByRole('button', { name: 'Continue live' }).waitFor()
    expect(await until()).toBe(paused)
    await click('Continue live')
    await expect.poll(until).toBe('now')
  })

  it('shows that the lanes agree again after the end of the partition', async () => {
    await click('Next step')
    await click('Reconnect all nodes')
    await waitFor([...disconnected, ...rest], /lanes agree$/)
    await click('Stop the watchdog')
    await expect.poll(() => page.locator('#result').innerText()).toBe('You stopped the watchdog.')
    await saveScreenshot(page, '5-reconnected')
    await click('Finish')
    expect(await page.locator('#tour').isVisible()).toBe(false)
  })

  it('restarts NPD on a node', async () => {
    for (const node of disconnected)
      await page.getByRole('checkbox', { name: `Select ${node}`, exact: true }).uncheck()
    await page.locator('#select-npd-test-worker2').check()
    await click('Restart NPD')
    const entries = page.locator('#entries li')
    await entries.filter({ hasText: /worker2: NPD's pod \S+ was deleted/ }).waitFor(patient)
    await entries.filter({ hasText: /worker2: NPD runs in the pod/ }).waitFor(patient)
    await page.locator('#select-npd-test-worker2').uncheck()
  })

  it('can be used by keyboard alone', async () => {
    await page.locator('#select-npd-test-worker').focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Turn on DemoProblem' }).focus()
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('#entries').innerText(), patient)
      .toContain('npd-test-worker: NPD set DemoProblem to True.')
    await click('Turn off DemoProblem')
  })

  it('fits on a narrow screen', async () => {
    await page.setViewportSize({ width: 380, height: 800 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await saveScreenshot(page, '6-narrow')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(380)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 850 })
  })

  it('reports no errors, and requests nothing from other hosts', () => {
    expect(browser.complaints).toEqual([])
  })

  it('ignores the requests of another website in the same browser', async () => {
    const site = await serveAttack(port)
    const attacker = await browser.context.newPage()
    await attacker.goto(site.url)
    await expect.poll(() => attacker.title()).toBe('done')
    await attacker.close()
    await site.close()
    expect(await readStates(page)).toEqual(
      [...rest, ...disconnected].sort().map(node => `${node}: lanes agree`),
    )
    expect(await page.locator('#entries').innerText()).not.toContain('on npd-test-worker2 from')
  })

  it('reports a restarted server, and works again at its new address', async () => {
    await live.end()
    await page.locator('#status', { hasText: 'Disconnected' }).waitFor()
    live = await startLiveScript(scripts, port)
    await page.locator('#status', { hasText: 'was restarted' }).waitFor(patient)
    await page.goto(live.url())
    await waitFor([...disconnected, ...rest], 'lanes agree')
  })
})

/** Another website on this machine: its requests are same-site, so the browser sends the cookie. */
const serveAttack = async (port: number): Promise<{ url: string; close: () => Promise<void> }> => {
  const target = `http://127.0.0.1:${port}`
  const body = JSON.stringify({ action: 'disconnect', nodes: ['npd-test-worker2'] })
  const html = `<!doctype html><iframe name="f"></iframe>
<form method="post" enctype="text/plain" target="f" action="${target}/actions"><input name='${body.slice(0, -1)},"x":"' value='"}'></form>
<script>
document.forms[0].submit()
const options = { method: 'POST', credentials: 'include', body: ${JSON.stringify(body)} }
const attempts = [
  fetch('${target}/actions', { ...options, mode: 'no-cors' }),
  fetch('${target}/actions', { ...options, headers: { 'content-type': 'application/json' } }),
  fetch('${target}/events', { credentials: 'include' }),
]
Promise.allSettled(attempts).then(() => { document.title = 'done' })
</script>`
  const server: Server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(html),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
