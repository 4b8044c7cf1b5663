import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, findChromium, openChromium } from './chromium.fixture.mts'
import { writeDrawing } from './files.mts'
import { at, partition } from './timeline.fixture.mts'

const chromium = findChromium()
const keys: Record<string, number> = { Tab: 9, Escape: 27, ArrowRight: 39, ArrowDown: 40 }
/** Text that would end an element, an attribute, a comment or a string if it were not escaped. */
const nasty = `]]> --> </title></script><script>document.title='x'</script> "'&amp;<b> \0\u0008\ud800 \u202e\r\n`

describe.skipIf(!chromium)('the page in a real browser', () => {
  let folder: string
  let browser: Browser
  let page: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'npd-test-page-'))
    const event = { kind: 'event', node: 'b', type: 'Normal', reason: nasty } as const
    const records = partition()
    records.splice(-1, 0, at(129, { ...event, message: nasty, source: nasty }))
    const { html } = await writeDrawing(records, join(folder, 'x'), { type: 'P' })
    page = pathToFileURL(html).href
    browser = await openChromium(chromium ?? '')
    const loaded = browser.next('Page.loadEventFired')
    await browser.send('Page.navigate', { url: page })
    await loaded
  })
  afterAll(async () => {
    await browser.close()
    await rm(folder, { recursive: true })
  })

  const middleOf = (selector: string) =>
    browser.evaluate(
      `(r => [(r.left + r.right) / 2, (r.top + r.bottom) / 2])(document.querySelector('${selector}').getBoundingClientRect())`,
    )
  const point = async (selector: string) => {
    const [x, y] = await middleOf(selector)
    await browser.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y })
  }
  const press = async (key: string) => {
    const windowsVirtualKeyCode = keys[key]
    for (const type of ['keyDown', 'keyUp'])
      await browser.send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode })
  }
  const panel = () =>
    browser.evaluate(`(p => p.hidden ? '' : p.innerText)(document.querySelector('#panel'))`)
  const told = (...methods: string[]) =>
    browser.told.filter(({ method }) => methods.includes(method)).map(({ params }) => params)

  it('requests only itself, and reports no errors', () => {
    const asked = told('Network.requestWillBeSent').map(({ request }) => request.url)
    expect(asked.filter(url => url !== 'about:blank')).toEqual([page])
    expect(told('Log.entryAdded', 'Runtime.exceptionThrown', 'Runtime.consoleAPICalled')).toEqual(
      [],
    )
  })

  it('escapes any text', async () => {
    expect(await browser.evaluate('document.title')).toContain(
      'P: what NPD found, and what the API server reported',
    )
    const rows = await browser.evaluate(`document.querySelector('tbody').textContent`)
    expect(rows).toContain(`</title></script><script>document.title='x'</script> "'&amp;<b>`)
  })

  it('shows the raw record of the element under the pointer', async () => {
    await point('svg .watchdog[tabindex]')
    expect(await panel()).toMatch(
      /the watchdog marked the condition\n+\{"type":"P","status":"Unknown"/,
    )
    await point('svg .title')
    expect(await panel()).toBe('')
  })

  it('moves between elements by keyboard', async () => {
    await press('Tab')
    const first = await panel()
    expect(first).toContain("a: NPD's pod affected by kube-system/partition")
    await press('ArrowDown')
    const second = await panel()
    expect(second).not.toBe(first)
    await press('ArrowRight')
    expect(await panel()).not.toBe(second)
    await press('Escape')
    expect(await panel()).toBe('')
  })

  it('uses dark colors on a dark screen, and white on paper', async () => {
    const background = () =>
      browser.evaluate(`getComputedStyle(document.querySelector('.background')).fill`)
    const as = (media: string, value: string) =>
      browser.send('Emulation.setEmulatedMedia', {
        media,
        features: [{ name: 'prefers-color-scheme', value }],
      })
    const backgrounds = []
    for (const [media, scheme] of [
      ['screen', 'light'],
      ['screen', 'dark'],
      ['print', 'dark'],
    ] as const) {
      await as(media, scheme)
      backgrounds.push(await background())
    }
    expect(backgrounds).toEqual(['rgb(255, 255, 255)', 'rgb(13, 17, 23)', 'rgb(255, 255, 255)'])
  })

  it('prints on one sheet of paper', async () => {
    const { data } = await browser.send('Page.printToPDF', { preferCSSPageSize: true })
    const pdf = Buffer.from(data, 'base64').toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  })

  it('contains a well-formed SVG, with any text', async () => {
    const svg = JSON.stringify(pathToFileURL(join(folder, 'x.svg')).href)
    const loaded = browser.next('Page.loadEventFired')
    await browser.send('Page.navigate', { url: JSON.parse(svg) })
    await loaded
    expect(await browser.evaluate('document.documentElement.nodeName')).toBe('svg')
    expect(await browser.evaluate(`document.querySelectorAll('parsererror').length`)).toBe(0)
    const titles = await browser.evaluate(
      `[...document.querySelectorAll('title')].map(t => t.textContent).join()`,
    )
    expect(titles).toContain(']]> --> </title></script>')
  })
})
