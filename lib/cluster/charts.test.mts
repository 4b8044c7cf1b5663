import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { unpackChart } from './charts.mts'
import { runTool } from './tools.mts'

const chart = { name: 'npd', version: '2.4.1' }

let parent: string
let folder: string
let to: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'npd-test-charts-'))
  folder = join(parent, 'charts')
  mkdirSync(folder)
  to = join(parent, 'work', 'npd')
})
afterEach(() => rmSync(parent, { recursive: true }))

const writeChart = (version: string) => {
  mkdirSync(join(folder, 'npd', 'templates'), { recursive: true })
  writeFileSync(join(folder, 'npd', 'Chart.yaml'), `name: npd\nversion: ${version}\n`)
  writeFileSync(join(folder, 'npd', 'templates', 'a.yaml'), '')
}

it.each(['2.4.1', '0.0.0'])('takes a folder of version %s', async version => {
  writeChart(version)
  await unpackChart(folder, chart, to)
  expect(existsSync(join(to, 'templates', 'a.yaml'))).toBe(true)
})

it('takes an archive, and leaves nothing of what was there', async () => {
  writeChart('2.4.1')
  await runTool('tar', ['-czf', join(folder, 'npd-2.4.1.tgz'), '-C', folder, 'npd'])
  rmSync(join(folder, 'npd'), { recursive: true })
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'old.yaml'), '')
  await unpackChart(folder, chart, to)
  expect([existsSync(join(to, 'templates', 'a.yaml')), existsSync(join(to, 'old.yaml'))]).toEqual([
    true,
    false,
  ])
})

it('refuses another version than the pinned one', async () => {
  writeChart('2.3.0')
  await expect(unpackChart(folder, chart, to)).rejects.toThrow(
    'it is version 2.3.0, and 2.4.1 is pinned',
  )
})

it('says what is there if it is not the chart', async () => {
  writeFileSync(join(folder, 'npd-2.3.0.tgz'), '')
  await expect(unpackChart(folder, chart, to)).rejects.toMatchObject({
    message: `Failed to find the chart npd: ${folder} has npd-2.3.0.tgz.`,
    hint: '--charts wants a folder with npd/ or npd-2.4.1.tgz in it.',
  })
  await expect(unpackChart(join(folder, 'no'), chart, to)).rejects.toThrow('is no folder')
})
