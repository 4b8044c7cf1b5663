import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readTunedText, readTunedValues } from '../chart/tuned-values.mts'
import { createValues, goodDefinition } from './lint/lint.fixture.mts'
import { readUserValues } from './user-values.mts'
import { badValues } from './workspace.fixture.mts'

const folder = mkdtempSync(join(tmpdir(), 'npd-test-values-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

it('merges the values of the user over npd/values.yaml, before the other options', async () => {
  const umbrella = write(
    'a.yaml',
    `npd:\n${createValues(goodDefinition).replace(/^(?=.)/gm, '  ')}`,
  )
  const image = write('b.yaml', 'image:\n  tag: mine\n')
  const values = [
    ...(await readUserValues([umbrella], 'npd')),
    ...(await readUserValues([image], undefined)),
  ]
  const merged = await readTunedValues({ values, interval: '7s' })
  expect(merged.customPluginMonitors).toEqual(['/custom-config/disk.json'])
  expect([merged.image, merged.heartBeatPeriod]).toEqual([
    'custom-node-problem-detector:mine',
    '30s',
  ])
  const text = parse(await readTunedText({ values, interval: '7s' }))
  const definition = JSON.parse(text.settings.custom_monitor_definitions['disk.json'])
  expect(definition.pluginConfig.invoke_interval).toBe('7s')
})

it('names the place of a mistake in the file of the user', async () => {
  const file = write('bad.yaml', badValues)
  const values = await readUserValues([file], undefined)
  await expect(readTunedText({ values })).rejects.toThrow(
    /^Failed to read .*bad\.yaml:29:\d+: the rule's timeout 9s is longer/,
  )
})

it('rejects a file without values for the chart', async () => {
  const file = write('other.yaml', 'replicas: 2\n')
  await expect(readUserValues([file], undefined)).rejects.toThrow(
    /other\.yaml: it contains no values/,
  )
})
