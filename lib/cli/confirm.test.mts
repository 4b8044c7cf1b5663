import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { confirm } from './confirm.mts'
import { UsageError } from './errors.mts'

const { signal } = new AbortController()
const library = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-confirm-'))
  writeFileSync(
    join(folder, 'asking.mts'),
    `import { confirm } from ${library('./confirm.mts')}
     import { defineScript, runScript } from ${library('./script.mts')}
     Object.assign(process.stdin, { isTTY: true })
     Object.assign(process.stderr, { isTTY: true })
     const script = defineScript({
       name: 'asking',
       summary: 'Asks.',
       options: {},
       run: async ({ signal, print }) => {
         await confirm('Sure?', false, signal)
         print('done')
       },
     })
     await runScript(import.meta.url, script)
     `,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A process that takes its pipes for a terminal, and gets these keys once it has asked. */
const answer = async (keys: string) => {
  const loader = import.meta.resolve('tsx')
  const child = spawn(process.execPath, ['--import', loader, join(folder, 'asking.mts')], {
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' },
  })
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', chunk => {
      text[name] += chunk
    })
  child.stderr.once('data', () => child.stdin.end(keys))
  const [code] = await once(child, 'close')
  return { code, ...text }
}

it('goes on after a yes', async () => {
  expect(await answer('y\r')).toMatchObject({ code: 0, stdout: 'done' })
})

it.each([
  ['a no', 'no\r'],
  ['an empty answer', '\r'],
  ['Ctrl-D', '\u0004'],
  ['the end of the input', ''],
])('changes nothing after %s', async (_, keys) => {
  const { code, stdout, stderr } = await answer(keys)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/✗ Nothing was changed\.\n$/)
})

it('ends as after any Ctrl-C', async () => {
  const { code, stdout, stderr } = await answer('\u0003')
  expect([code, stdout]).toEqual([130, ''])
  expect(stderr).not.toContain('✗')
})

it('asks nothing where the answer is given', async () => {
  await expect(confirm('Sure?', true, signal)).resolves.toBeUndefined()
})

it('refuses where nobody can be asked', async () => {
  const { isTTY } = process.stdin
  process.stdin.isTTY = false
  await expect(confirm('Sure?', false, signal)).rejects.toThrow(UsageError)
  process.stdin.isTTY = isTTY
})
