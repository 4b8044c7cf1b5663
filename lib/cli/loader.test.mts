import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attempt } from './command.mts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-loader-'))
  writeFileSync(join(folder, 'typed.mts'), 'const text: string = "typed"\nconsole.log(text)\n')
  writeFileSync(
    join(folder, 'strips.mjs'),
    'Object.defineProperty(process.features, "typescript", { value: "strip" })\n',
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const start = (cwd: string, ...preloaded: string[]) => {
  const imports = preloaded.flatMap(module => ['--import', module])
  const run = attempt({ cwd, env: { NODE_OPTIONS: '' } })
  return run`${process.execPath} ${imports} ${join(folder, 'typed.mts')}`
}

it.each(['.', 'lib/kube', 'scripts'])(
  'can be imported by name in %s, and loads TypeScript without a warning',
  async subfolder => {
    const { stdout, stderr } = await start(join(root, subfolder), 'npd-plugin/loader')
    expect([stdout, stderr]).toEqual(['typed\n', ''])
  },
)

it('is used by a script that is started by its path', async () => {
  const run = attempt({ cwd: root, env: { NODE_OPTIONS: '' } })
  const { exitCode, stdout, stderr } = await run`./scripts/show.mts --help`
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toContain('Usage: npx zx scripts/show.mts')
})

it.skipIf('typescript' in process.features)(
  'does not load tsx if Node.js strips types itself',
  async () => {
    const { exitCode, stderr } = await start(root, join(folder, 'strips.mjs'), 'npd-plugin/loader')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('Unknown file extension')])
  },
)
