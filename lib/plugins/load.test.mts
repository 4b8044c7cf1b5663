import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { UserError } from '../cli/errors.mts'
import { files as repositoryFiles } from '../repository.mts'
import { loadPlugins, parsePlugins } from './load.mts'
import { configMapOf, manifestOf, workloadOf } from './manifest.fixture.mts'
import { definitionsOf, fileAt, mayExist } from './plugin-files.mts'

const definition = (path = './custom-config/p.sh') =>
  `{\n  "plugin": "custom",\n  "conditions": [{"type": "P", "reason": "Fine", "message": "ok"}],\n  "rules": [{"type": "permanent", "condition": "P", "reason": "Bad", "path": "${path}"}]\n}\n`
const script = '#!/bin/bash\nexit 0\n'

const data = {
  'a.json': definition('/plugins/p.sh'),
  'p.sh': script,
  'k.json': '{"plugin": "kmsg"}',
}
const configMap = configMapOf('config', data)
const workload = (volume: object) =>
  workloadOf(volume, '/plugins', [
    '/bin/sh',
    '-c',
    'exec /npd --logtostderr --config.custom-plugin-monitor=/plugins/a.json',
  ])

/** Returns the `line:column` of a phrase in the text. */
const locationOf = (text: string, phrase: string): string => {
  const before = text.slice(0, text.indexOf(phrase)).split('\n')
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}
/** Returns the `line:column` of a phrase according to the parsed plugins. */
const placeIn = (text: string, phrase: string): string => {
  const found = parsePlugins('x', text).mountedFiles.find(file => file.text.includes(phrase))
  const { line, column } = found?.positionOf(found.text.indexOf(phrase)) ?? { line: 0, column: 0 }
  return `${line}:${column}`
}

describe('loadPlugins', () => {
  it('reads the values of this repository by default', async () => {
    const files = await loadPlugins()
    const text = readFileSync(repositoryFiles.values, 'utf8')
    expect([files.inputType, files.file, files.heartbeat.period]).toEqual([
      'values',
      'npd/values.yaml',
      '30s',
    ])
    expect(definitionsOf(files).map(({ path }) => path)).toEqual([
      '/custom-config/network-monitor.json',
      '/custom-config/demo-monitor.json',
    ])
    expect(fileAt(files, './custom-config/plugin-demo_problem.sh')?.mode).toBe(0o755)
    expect(placeIn(text, 'command -v')).toBe(locationOf(text, 'command -v'))
  })

  it('names a file that cannot be read', async () => {
    await expect(loadPlugins(['/no/such/file'])).rejects.toThrow(
      'Failed to read /no/such/file: ENOENT',
    )
  })

  const folder = mkdtempSync(join(tmpdir(), 'npd-test-load-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('finds a script in the folder of its definition, with its mode', async () => {
    writeFileSync(join(folder, 'p.sh'), script, { mode: 0o700 })
    writeFileSync(join(folder, 'a.json'), definition('./config/plugin/p.sh'))
    const files = await loadPlugins([join(folder, 'a.json')])
    expect(files.inputType).toBe('definition')
    expect(fileAt(files, 'config/plugin/p.sh')).toMatchObject({
      mode: 0o700,
      text: script,
      file: join(folder, 'p.sh'),
    })
    expect(mayExist(files, '/elsewhere')).toBe(true)
  })

  it('reads a script without a definition', async () => {
    const files = await loadPlugins([join(folder, 'p.sh')])
    expect([files.inputType, files.monitors, files.mountedFiles.length]).toEqual(['script', [], 1])
  })
})

describe('a manifest', () => {
  const text = manifestOf(
    configMap,
    workload({ configMap: { name: 'config', defaultMode: 0o755 } }),
  )

  it('mounts ConfigMaps at the paths in the container that runs NPD', () => {
    const files = parsePlugins('x', text)
    expect(files.monitors.map(({ path, definition }) => [path, definition?.path])).toEqual([
      ['/plugins/a.json', '/plugins/a.json'],
    ])
    expect(definitionsOf(files)[0]?.parsed.problems).toEqual([])
    expect(fileAt(files, '/plugins/p.sh')).toMatchObject({ mode: 0o755, text: script })
    expect(mayExist(files, '/plugins/q.sh')).toBe(false)
  })

  it('returns the positions of texts in a definition, and of its path in the command', () => {
    expect(placeIn(text, '"permanent"')).toBe(locationOf(text, '"permanent"'))
    const { line, column } = parsePlugins('x', text).monitors[0]?.position ?? {}
    expect(`${line}:${column}`).toBe(locationOf(text, '--config.custom'))
  })

  it('reads octal modes like Kubernetes, with a default mode that is not executable', () => {
    const modeWith = (volume: string) =>
      fileAt(parsePlugins('x', `${text.replace('defaultMode: 493', volume)}`), '/plugins/p.sh')
        ?.mode
    expect(modeWith('defaultMode: 0755')).toBe(0o755)
    expect(modeWith('optional: true')).toBe(0o644)
  })

  it('mounts only the listed items of a volume, at their own paths', () => {
    const items = [{ key: 'p.sh', path: 'bin/run', mode: 0o700 }]
    const projected = { projected: { sources: [{ configMap: { name: 'config', items } }] } }
    const files = parsePlugins('x', manifestOf(configMap, workload(projected)))
    expect(files.mountedFiles.map(({ path, mode }) => [path, mode])).toEqual([
      ['/plugins/bin/run', 0o700],
    ])
    expect(files.monitors).toMatchObject([{ path: '/plugins/a.json' }])
    expect(files.monitors[0]?.definition).toBeUndefined()
  })

  it('assumes that a ConfigMap outside the manifest may contain any file', () => {
    const files = parsePlugins('x', manifestOf(workload({ configMap: { name: 'other' } })))
    expect([files.mountedFiles, mayExist(files, '/plugins/p.sh')]).toEqual([[], true])
  })

  it('treats a single ConfigMap as that of the chart, and skips other monitors', () => {
    const lone = configMapOf('config', { ...data, 'a.json': definition() })
    for (const each of [
      manifestOf(lone),
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [lone] }),
    ]) {
      const files = parsePlugins('x', each)
      expect(files.monitors.map(({ path }) => path)).toEqual(['/custom-config/a.json'])
      expect(definitionsOf(files)[0]?.parsed.problems).toEqual([])
      expect(placeIn(each, 'exit 0')).toBe(locationOf(each, 'exit 0'))
    }
  })
})

describe('parsePlugins', () => {
  it.each([
    ['nothing', ''],
    ['a list', '- a\n'],
    ['other YAML', 'a: 1\n'],
    ['invalid YAML', 'a: [\n'],
    ['an unresolved alias', `a: &a [x]\n${'b: &b [*a, *a]\n'.repeat(1)}settings: *c\n`],
    ['settings of the wrong type', 'settings: {custom_plugin_monitors: [1]}\n'],
  ])('rejects %s with a UserError', (_, text) => {
    expect(() => parsePlugins('x', text)).toThrow(UserError)
  })

  it('reads a definition with invalid JSON, so that lint can report the error', () => {
    for (const text of ['{"plugin": "custom", "rules": [', 'plugin: custom\nrules: []\n'])
      expect(definitionsOf(parsePlugins('x', text))[0]?.parsed.problems).toMatchObject([
        { rule: 'json-syntax' },
      ])
  })
})
