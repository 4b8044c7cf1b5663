import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { RunningScript, Scripts } from '../scripts.fixture.mts'

/** The `live` script, and how to open its page. */
export interface RunningLive {
  script: RunningScript
  /** An address whose token has not been used. */
  url: () => string
  end: () => Promise<void>
}

/** Starts `live` on this port. */
export const startLiveScript = async (scripts: Scripts, port: number): Promise<RunningLive> => {
  const script = scripts.start('live', ['--no-open', '--port', String(port)])
  await script.printed(/token=/)
  return {
    script,
    url: () => [...script.stdout().matchAll(/http:\S+/g)].at(-1)?.[0] ?? '',
    end: async () => {
      script.kill('SIGINT')
      const { code, stderr } = await script.ended
      if (code !== 0) throw new Error(`live exited ${code}: ${stderr}`)
    },
  }
}

export interface TestBrowser {
  context: BrowserContext
  /** Errors on any page, and requests to other hosts than 127.0.0.1. */
  complaints: string[]
  close: () => Promise<void>
}

export const openBrowser = async (executablePath: string): Promise<TestBrowser> => {
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const context = await browser.newContext({ viewport: { width: 1280, height: 850 } })
  const complaints: string[] = []
  context.on('weberror', error => complaints.push(error.error().message))
  context.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  context.on('request', request => {
    if (new URL(request.url()).hostname !== '127.0.0.1') complaints.push(request.url())
  })
  return { context, complaints, close: () => browser.close() }
}

/** Saves a screenshot of one element, or of the top of the page, to the folder in NPD_SCREENSHOTS, if set. */
export const saveScreenshot = async (page: Page, name: string, element?: string): Promise<void> => {
  const folder = process.env.NPD_SCREENSHOTS
  if (!folder) return
  const path = join(folder, `${name}.png`)
  await page.evaluate('scrollTo(0, 0)')
  // Wait for the next timeline and the end of the animations.
  await page.waitForTimeout(1_500)
  if (element) await page.locator(element).screenshot({ path })
  else await page.screenshot({ path })
}

/** Returns the rows of the node table in order, as `NODE: STATE`. */
export const readStates = (page: Page): Promise<string[]> =>
  page
    .locator('#nodes tr')
    .evaluateAll(rows =>
      rows.map(row => `${row.querySelector('th')?.textContent}: ${row.lastChild?.textContent}`),
    )
