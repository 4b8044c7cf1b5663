import { readFileSync } from 'node:fs'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSteps, toPattern } from './page-steps.fixture.mts'
import { openReader, type Reader } from './reader.fixture.mts'
import { repository } from './scripts.fixture.mts'

/** Reads a page of the documentation. `page` is its path, for example `docs/tutorial.md`. */
export const readPage = (page: string): string => readFileSync(join(repository, page), 'utf8')

const isCopied = (file: string): boolean =>
  !/^(?:node_modules|\.git|\.npd-test)(?:$|\/)/.test(relative(repository, file))

/**
 * Runs the commands of a page in order, in a copy of this checkout, and compares their output with
 * the page.
 */
export const describePage = (page: string): void => {
  const steps = parseSteps(readPage(page)).filter(({ place }) => place === 'embedded')
  describe.skipIf(steps.length === 0)(page, () => {
    let parent: string
    let reader: Reader
    beforeAll(async () => {
      parent = await mkdtemp(join(tmpdir(), 'npd-test-checkout-'))
      const checkout = join(parent, 'checkout')
      await cp(repository, checkout, { recursive: true, filter: isCopied })
      await symlink(join(repository, 'node_modules'), join(checkout, 'node_modules'))
      reader = await openReader(checkout)
    })
    afterAll(async () => {
      await reader.close()
      await rm(parent, { recursive: true, force: true })
    }, 30_000)

    it.each(steps)(
      'line $line prints what the page shows: $command',
      async ({ command, printed }) => {
        const pattern = toPattern(printed)
        expect(await reader.run(command, pattern)).toMatch(pattern)
      },
      120_000,
    )
  })
}
