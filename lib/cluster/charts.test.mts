import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { command } from '../cli/command.mts'
import { type Chart, ensureChart } from './charts.mts'

const chart: Chart = { name: 'npd', version: '2.4.1', repository: 'oci://127.0.0.1:1/charts' }

let parent: string
let folder: string
let to: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'npd-test-charts-'))
  folder = join(parent, 'charts')
  mkdirSync(folder)
  to = join(parent, 'work', 'npd')
})

const provide = (charts: string | undefined, wanted = chart) =>
  ensureChart(wanted, {
    charts,
    workFolder: join(parent, 'work'),
    signal: AbortSignal.timeout(30_000),
  })

afterEach(() => rmSync(parent, { recursive: true }))

const writeChart = (version: string) => {
  mkdirSync(join(folder, 'npd', 'templates'), { recursive: true })
  writeFileSync(join(folder, 'npd', 'Chart.yaml'), `name: npd\nversion: ${version}\n`)
  writeFileSync(join(folder, 'npd', 'templates', 'a.yaml'), '')
}

it.each(['2.4.1', '0.0.0'])('accepts a chart folder of version %s', async version => {
  writeChart(version)
  await provide(folder)
  expect(existsSync(join(to, 'templates', 'a.yaml'))).toBe(true)
})

it('unpacks an archive, and replaces the previous content of the folder', async () => {
  writeChart('2.4.1')
  await command()`tar -czf ${join(folder, 'npd-2.4.1.tgz')} -C ${folder} npd`
  rmSync(join(folder, 'npd'), { recursive: true })
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'old.yaml'), '')
  await provide(folder)
  expect([existsSync(join(to, 'templates', 'a.yaml')), existsSync(join(to, 'old.yaml'))]).toEqual([
    true,
    false,
  ])
})

it('rejects a version other than the pinned one', async () => {
  writeChart('2.3.0')
  await expect(provide(folder)).rejects.toThrow('it has version 2.3.0, but 2.4.1 is pinned')
})

it('lists the content of a folder in which the chart is missing', async () => {
  writeFileSync(join(folder, 'npd-2.3.0.tgz'), '')
  await expect(provide(folder)).rejects.toMatchObject({
    message: `Failed to find the chart npd: ${folder} contains npd-2.3.0.tgz.`,
    hint: 'Put npd/ or npd-2.4.1.tgz into this folder. To download it, run `helm pull oci://127.0.0.1:1/charts/npd --version 2.4.1`.',
  })
  await expect(provide(join(folder, 'no'))).rejects.toThrow('is not a folder')
})
