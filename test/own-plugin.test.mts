import { readFileSync } from 'node:fs'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader, type Reader } from './reader.fixture.mts'
import { sectionOf, toPattern, walkOf } from './readme-walk.fixture.mts'
import { repository } from './scripts.fixture.mts'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const steps = walkOf(sectionOf(readme, 'Write your own plugin'))

/** What the plugin of the README takes for a problem. */
const problem = '/tmp/disk-slow'

const isCopied = (file: string): boolean =>
  !/^(?:node_modules|\.git|\.npd-test)(?:$|\/)/.test(relative(repository, file))

// Nothing to walk where the section has no commands.
describe('a plugin of your own', () => {
  let checkout: string
  let reader: Reader
  beforeAll(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'npd-test-checkout-'))
    await cp(repository, checkout, { recursive: true, filter: isCopied })
    await symlink(join(repository, 'node_modules'), join(checkout, 'node_modules'))
    await rm(problem, { force: true })
    reader = await openReader(checkout)
  })
  afterAll(async () => {
    await reader.close()
    await rm(problem, { force: true })
    await rm(checkout, { recursive: true, force: true })
  }, 30_000)

  it('takes five commands from nothing to a condition', () => {
    const scripts = steps.map(({ command }) => /scripts\/([\w-]+)/.exec(command)?.[1] ?? command)
    expect(scripts).toEqual([
      'plugin-new',
      'plugin-lint',
      'plugin-try',
      'run',
      'show',
      `touch ${problem}`,
      'show',
    ])
  })

  it.each(steps)(
    'prints what stands there: $command',
    async ({ command, printed }) => {
      const pattern = toPattern(printed)
      expect(await reader.outputOf(command, pattern)).toMatch(pattern)
    },
    120_000,
  )
})
