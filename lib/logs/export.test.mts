import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { podOf } from '../chaos/chaos.fixture.mts'
import { npdLabels } from '../chart/release.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { pods } from '../kube/resources.mts'
import { exportNpdLogs } from './export.mts'

const { signal } = new AbortController()
let test: TestApi
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-export-'))
  test = await startTestApi({
    readPodLog: async function* ({ metadata }) {
      for (const text of ['one', 'two'])
        yield { time: new Date('2026-01-01T00:00:00Z'), text: `${metadata.name}: ${text}` }
    },
  })
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  await test.close()
})

it('writes the log of every pod, in a folder for its node', async () => {
  for (const node of ['a', 'b'])
    await test.api.create(pods, podOf(`npd-${node}`, node, { labels: npdLabels }))
  expect(await exportNpdLogs(test.api, join(folder, 'new', 'logs'), signal)).toBe(2)
  const text = readFileSync(join(folder, 'new', 'logs', 'b', 'npd-b.log'), 'utf8')
  expect(text).toMatch(/^2026-01-01T00:00:00\S*Z npd-b: one\n2026-01-01T00:00:00\S*Z npd-b: two\n$/)
})

it('names the file that cannot be written', async () => {
  await test.api.create(pods, podOf('npd-a', 'a', { labels: npdLabels }))
  writeFileSync(join(folder, 'file'), '')
  await expect(exportNpdLogs(test.api, join(folder, 'file'), signal)).rejects.toMatchObject({
    message: expect.stringContaining(join(folder, 'file', 'a', 'npd-a.log')),
    hint: 'Choose a writable folder with --export-logs.',
  })
})
