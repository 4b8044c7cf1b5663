import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { UsageError, UserError } from '../../cli/errors.mts'
import type { Phases } from '../../cli/phases.mts'
import { files } from '../../repository.mts'
import { testPlugins } from '../test/plugin-test.mts'
import { defaultTestOptions } from '../test/test.fixture.mts'
import { derivePluginNames } from './names.mts'
import { createPlugin, type NewPluginRequest } from './plugin-new.mts'
import { templates } from './templates.mts'

const original = readFileSync(files.values, 'utf8')

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-new-'))
  file = join(folder, 'values.yaml')
  writeFileSync(file, original)
})
afterEach(() => rmSync(folder, { recursive: true }))

const create = async (request: Partial<NewPluginRequest> = {}) => {
  const printed: string[] = []
  const phases: Phases = { run: (_, work) => work(), note: text => printed.push(text) }
  await createPlugin(
    { name: 'disk-slow', template: undefined, file, dryRun: false, ...request },
    { signal: new AbortController().signal, phases, print: text => printed.push(text) },
  )
  return printed.join('\n')
}
const now = () => readFileSync(file, 'utf8')

const listed = '    - /custom-config/disk-slow-monitor.json\n'
/** Matches the new blocks, from the first key to the comment that follows. */
const blocks = / {4}disk-slow-monitor\.json: \|\n[\s\S]*?(?=\n# -{10})/

describe('derivePluginNames', () => {
  it('derives the condition and the keys from the name', () => {
    expect(derivePluginNames('disk-slow')).toMatchObject({
      type: 'DiskSlow',
      definitionKey: 'disk-slow-monitor.json',
      scriptKey: 'plugin-disk_slow.sh',
      scriptPath: './custom-config/plugin-disk_slow.sh',
    })
  })

  it.each([
    '',
    'Disk',
    'disk_slow',
    '-disk',
    'disk-',
    'disk--slow',
    '1disk',
    '../x',
    'a'.repeat(41),
  ])('rejects %j', name => expect(() => derivePluginNames(name)).toThrow(UsageError))
})

describe('createPlugin', () => {
  it.each(Object.keys(templates))(
    'writes a plugin without lint findings from the template %s',
    async template => {
      expect(await create({ template })).toContain('0 errors, 0 warnings')
      const { settings } = parse(now())
      expect(settings.custom_plugin_monitors.at(-1)).toBe('/custom-config/disk-slow-monitor.json')
      const rules = JSON.parse(settings.custom_monitor_definitions['disk-slow-monitor.json']).rules
      expect(rules.map(({ type }: { type: string }) => type)).toEqual(
        Object.entries(templates).find(([name]) => name === template)?.[1].ruleTypes,
      )
    },
  )

  it('writes tests that pass for every template', async () => {
    for (const template of Object.keys(templates))
      await create({ template, name: `new-${template}` })
    const printed: string[] = []
    const request = { ...defaultTestOptions, files: [folder] }
    await testPlugins(request, {
      signal: new AbortController().signal,
      phases: { run: (_, work) => work(), note: () => {} },
      print: text => printed.push(text),
    })
    expect(printed.join('')).toContain('8 passed, 0 failed')
  })

  it('does not overwrite existing tests', async () => {
    const test = join(folder, 'disk-slow.plugin-test.yaml')
    writeFileSync(test, '# mine\n')
    await create()
    expect(readFileSync(test, 'utf8')).toBe('# mine\n')
  })

  it('keeps every existing byte', async () => {
    await create()
    expect(now().replace(listed, '').replace(blocks, '')).toBe(original)
  })

  it('changes nothing when it runs again', async () => {
    await create()
    const once = now()
    expect(await create()).toContain('already contains this plugin')
    expect(now()).toBe(once)
    expect(await create({ dryRun: true })).toBe('')
  })

  it('adds an existing definition to the list if it is missing there', async () => {
    await create()
    const whole = now()
    writeFileSync(file, whole.replace(listed, ''))
    await create()
    expect(now()).toBe(whole)
  })

  it('does not overwrite an edited script or definition', async () => {
    await create()
    const edited = now().replace(
      'readonly TRIGGER_FILE=/tmp/disk-slow',
      'readonly TRIGGER_FILE=/tmp/other',
    )
    writeFileSync(file, edited)
    await expect(create()).rejects.toThrow(
      /`plugin-disk_slow.sh`: .*values.yaml already contains different content under the same name/,
    )
    await expect(create({ template: 'event' })).rejects.toThrow(UserError)
    expect(now()).toBe(edited)
  })

  it('rejects a condition that another plugin sets', async () => {
    const text = original.replaceAll('DemoProblem', 'DiskSlow')
    writeFileSync(file, text)
    await expect(create()).rejects.toThrow(
      'Failed to add the condition DiskSlow: /custom-config/demo-monitor.json already sets it',
    )
    expect(now()).toBe(text)
  })

  it('only prints the diff with dryRun', async () => {
    const [diff = '', newFile] = (await create({ dryRun: true })).split('--- /dev/null\n')
    expect(now()).toBe(original)
    expect(newFile).toMatch(
      /^\+\+\+ .*disk-slow\.plugin-test\.yaml\n@@ -0,0 \+1,\d+ @@\n\+# yaml-language-server: /,
    )
    await create()
    const added = listed + (blocks.exec(now())?.[0] ?? '')
    expect(
      diff
        .match(/^\+(?!\+\+).*\n/gm)
        ?.map(line => line.slice(1))
        .join(''),
    ).toBe(added)
    expect(diff.match(/^-(?!--)/m)).toBeNull()
    const heads = diff.matchAll(/^@@ -(\d+),(\d+) \+(\d+),(\d+) @@\n((?:[ +].*\n)*)/gm)
    const lines = { old: original.split('\n'), now: now().split('\n') }
    const shown = Array.from(heads, ([, start, count, nowStart, nowCount, body = '']) => {
      const part = (from: string[], first = '', length = '') =>
        from.slice(Number(first) - 1, Number(first) - 1 + Number(length))
      const found = body.trimEnd().split('\n')
      const kept = found.filter(line => line.startsWith(' ')).map(line => line.slice(1))
      expect(kept).toEqual(part(lines.old, start, count))
      expect(found.map(line => line.slice(1))).toEqual(part(lines.now, nowStart, nowCount))
      return start
    })
    expect(shown).toHaveLength(2)
  })

  it.each([
    'settings: {}\n',
    'settings:\n  custom_plugin_monitors: []\n  custom_monitor_definitions: {} # none\n',
    'settings:\n  heartBeatPeriod: 30s # often\n',
    '',
    '# mine\n',
    'image:\n  tag: v1.36.0',
  ])('creates the missing keys in %j', async text => {
    writeFileSync(file, text)
    expect(await create()).toContain('0 errors')
    expect(Object.keys(parse(now()).settings.custom_monitor_definitions)).toHaveLength(2)
  })

  it('creates a missing file', async () => {
    const missing = join(folder, 'missing.yaml')
    expect(await create({ file: missing })).toContain('0 errors')
    const { settings } = parse(readFileSync(missing, 'utf8'))
    expect(settings.custom_plugin_monitors).toHaveLength(1)
    rmSync(missing)
  })

  it('reports an unknown template and an unsuitable file', async () => {
    await expect(create({ template: 'other' })).rejects.toThrow(UsageError)
    await expect(create({ file: folder })).rejects.toThrow('Failed to read')
    writeFileSync(file, 'apiVersion: v1\nkind: ConfigMap\n')
    await expect(create()).rejects.toThrow('the file does not contain chart values')
  })
})
