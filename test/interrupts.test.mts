import { afterAll, beforeAll, expect, it } from 'vitest'
import { interruptCases, tryInterrupts } from './hard/interrupts.mts'
import { openScripts, type Scripts } from './scripts.fixture.mts'

let scripts: Scripts
beforeAll(async () => {
  scripts = await openScripts()
})
afterAll(() => scripts.close())

/** `npm run test:hard` tries more points, with real processes and signals. */
const points = 5

const groups = interruptCases.map(cases => ({
  cases,
  titles: cases.map(({ title }) => title).join('; '),
}))

it.each(groups)(
  'an interrupted script names what remains, and succeeds when it runs again: $titles',
  async ({ cases }) => {
    const { interrupted, failures } = await tryInterrupts(scripts, cases, scripts.interrupt, points)
    expect(failures).toEqual([])
    expect(interrupted).toBeGreaterThan(0)
  },
)
