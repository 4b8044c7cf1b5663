import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runChecks } from './check.mts'
import { inotifyChecks } from './kind-checks.mts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-inotify-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const limit = (instances: number, watches: number) => {
  writeFileSync(join(folder, 'max_user_instances'), `${instances}\n`)
  writeFileSync(join(folder, 'max_user_watches'), `${watches}\n`)
  return runChecks(inotifyChecks(folder))
}

it('warns about low limits, with the command that raises them', async () => {
  expect(await limit(128, 524_288)).toMatchObject([
    { state: 'limited', fix: 'Run `sudo sysctl fs.inotify.max_user_instances=512`.' },
  ])
  expect(await limit(128, 8192)).toMatchObject([
    { fix: expect.stringContaining('_instances=512 fs.inotify.max_user_watches=524288') },
  ])
})

it('accepts the limits that kind recommends', async () => {
  expect(await limit(512, 524_288)).toMatchObject([{ state: 'ok' }])
})

it('checks the limits only on Linux', () => {
  expect(inotifyChecks(join(folder, 'none'))).toEqual([])
})
