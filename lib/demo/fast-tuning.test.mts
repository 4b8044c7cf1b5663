import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { $, which, within } from 'zx/core'
import { computeFastTuning, measurePlugins } from './fast-tuning.mts'

const { signal } = new AbortController()

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-fast-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

it.each([
  [0, '1s', '2s'],
  [250, '1s', '2s'],
  [251, '2s', '2s'],
  [700, '3s', '3s'],
  [60_000, '5s', '5s'],
])('plugins that take %i ms get a timeout of %s and an interval of %s', (ms, timeout, interval) => {
  expect(computeFastTuning(ms)).toEqual({ timeout, interval, heartbeat: '2s' })
})

it('measures kubectl while the plugins of all nodes run at the same time', async () => {
  const kubectl = join(folder, 'kubectl')
  // Each process waits for all others, so the test ends only if all of them run at the same time.
  writeFileSync(
    kubectl,
    `#!/bin/bash\n[ "$*" = 'get node none' ] && mktemp ${folder}/run.XXXXXX\nuntil [ $(ls ${folder} | grep -c run) = 8 ]; do :; done\n`,
  )
  chmodSync(kubectl, 0o755)
  const { PATH } = process.env
  const ms = await within(() => {
    $.env = { ...process.env, PATH: `${folder}:${PATH}` }
    return measurePlugins(signal)
  })
  expect(ms).toBeGreaterThan(0)
  expect(readdirSync(folder).filter(name => name.startsWith('run'))).toHaveLength(8)
})

it('measures the built-in kubectl on a machine without kubectl', async () => {
  const bare = join(folder, 'bare')
  mkdirSync(bare)
  for (const name of ['bash', 'sh', 'env']) symlinkSync(await which(name), join(bare, name))
  const ms = await within(() => {
    $.env = { ...process.env, PATH: bare }
    return measurePlugins(signal)
  })
  expect(ms).toBeGreaterThan(0)
})
