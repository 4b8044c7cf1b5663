import { afterAll, beforeAll, expect, it } from 'vitest'
import { confirm } from './confirm.mts'
import { UsageError } from './errors.mts'
import { library, type ScriptFolder, writeScripts } from './process.fixture.mts'

const { signal } = new AbortController()

let scripts: ScriptFolder
beforeAll(() => {
  scripts = writeScripts({
    'asking.mts': `import { confirm } from ${library('./confirm.mts')}
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
  })
})
afterAll(() => scripts.remove())

/** Runs a script that treats its pipes as a terminal, and sends these keys once it has asked. */
const answer = (keys: string) => {
  const { child, ended } = scripts.start('asking.mts')
  child.stderr.once('data', () => child.stdin.end(keys))
  return ended
}

it('continues after the answer yes', async () => {
  expect(await answer('y\r')).toMatchObject({ code: 0, stdout: 'done' })
})

it.each([
  ['the answer no', 'no\r'],
  ['an empty answer', '\r'],
  ['Ctrl-D', '\u0004'],
  ['the end of the input', ''],
])('changes nothing after %s', async (_, keys) => {
  const { code, stdout, stderr } = await answer(keys)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(
    /✗ Failed to continue: .*Nothing was changed\.\n {2}Answer y to continue\.\n$/,
  )
})

it('exits with 130 after Ctrl-C', async () => {
  const { code, stdout, stderr } = await answer('\u0003')
  expect([code, stdout]).toEqual([130, ''])
  expect(stderr).not.toContain('✗')
})

it('does not ask if the answer is given as an option', async () => {
  await expect(confirm('Sure?', true, signal)).resolves.toBeUndefined()
})

it('throws a UsageError if stdin is not a terminal', async () => {
  const { isTTY } = process.stdin
  process.stdin.isTTY = false
  await expect(confirm('Sure?', false, signal)).rejects.toThrow(UsageError)
  process.stdin.isTTY = isTTY
})
