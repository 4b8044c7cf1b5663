import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt, command } from '../../lib/cli/command.mts'
import { files } from '../../lib/repository.mts'

const root = dirname(files.manifest)
const folder = mkdtempSync(join(tmpdir(), 'npd-test-package-'))
let tarball: string

/** The environment of another project: without the loader of this repository. */
const elsewhere = { NODE_OPTIONS: '', npm_config_node_options: '' }

beforeAll(async () => {
  const packed = await command({ cwd: root })`npm pack --silent --pack-destination ${folder}`
  tarball = join(folder, packed.trim().split('\n').at(-1) ?? '')
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

const values = `settings:
  custom_plugin_monitors: [/custom-config/disk.json]
  custom_monitor_definitions:
    disk.json: '{"plugin": "custom", "rules": [], "conditions": [], "pluginConfig": {"timeout": "5"}}'
`

describe.each(['20.19.0', '24'])('the package on Node.js %s', version => {
  const project = join(folder, `node-${version}`)
  beforeAll(async () => {
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{}\n')
    writeFileSync(join(project, 'values.yaml'), values)
    await command({
      cwd: project,
      env: elsewhere,
    })`npm install --silent --no-fund node@${version} ${tarball}`
  }, 300_000)
  const bin = join(project, 'node_modules', '.bin')
  const env = { ...elsewhere, PATH: `${bin}:${process.env.PATH}` }
  const run = (...args: string[]) => {
    return attempt({ cwd: project, env })`npd-plugin ${args}`
  }

  it('lints the current folder, and names its own commands', async () => {
    const { exitCode, stdout, stderr } = await run('lint')
    expect([exitCode, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/^values\.yaml:4:\d+ +error +bad-duration/)
    expect((await run('lint', '--help')).stdout).toContain('Usage: npx npd-plugin lint [options]')
  })

  it('adds a plugin, tries it, tests it and explains it', async () => {
    expect((await run('new', 'disk-slow', '--file', 'new.yaml')).stderr).toContain(
      'Added to new.yaml',
    )
    expect((await run('try', 'new.yaml')).exitCode).toBe(0)
    expect((await run('test', '--filter', 'problem')).stdout).toContain('2 passed, 0 failed')
    expect((await run('explain', 'new.yaml')).stdout).toContain('disk-slow')
  })

  it('has types and a library', async () => {
    const code = `import { loadPlugins, explainPlugins } from 'npd-plugin'
      const [first] = explainPlugins(await loadPlugins(['new.yaml']))
      console.log(first.rules.length)`
    const { stdout } = await attempt({ cwd: project, env })`node --input-type=module --eval ${code}`
    expect(stdout).toBe('1\n')
  })
})
