import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { UsageError } from '../../cli/errors.mts'
import { createPhases } from '../../cli/phases.mts'
import { createValues, goodDefinition } from './lint.fixture.mts'
import { type LintRequest, lintFiles } from './plugin-lint.mts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-lint-'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('good.yaml', createValues(goodDefinition))
  write('warning.yaml', createValues(goodDefinition, '#!/bin/bash\ndate | jq .\nexit 0\n'))
  write('error.yaml', createValues({ ...goodDefinition, plugin: 'kernel' }))
  write('other.yaml', 'a: 1\n')
  write('commands.txt', '# more\njq\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Returns the printed text, and the failure: an error, `findings`, or undefined if it succeeds. */
const lint = async (names: string[], request: Partial<LintRequest> = {}) => {
  let printed = ''
  const files = names.map(name => join(folder, name))
  const { signal } = new AbortController()
  const print = (text: string) => {
    printed += text
  }
  const phases = createPhases({ write: print })
  const failure = await lintFiles(
    { files, output: undefined, commands: [], strict: false, ...request },
    { signal, phases, print },
  ).then(
    isClean => (isClean ? undefined : 'findings'),
    error => error,
  )
  return { printed: printed.replaceAll(`${folder}/`, ''), failure }
}

it('succeeds on warnings and fails on errors', async () => {
  expect(await lint(['good.yaml'])).toEqual({
    printed: '0 errors, 0 warnings\n',
    failure: undefined,
  })
  const warned = await lint(['warning.yaml'])
  expect(warned.failure).toBeUndefined()
  expect(warned.printed).toMatch(
    /^warning\.yaml:\d+:\d+ {2}warning {2}unknown-command {2}[\s\S]*\n0 errors, 1 warning\n$/,
  )
  const failed = await lint(['error.yaml'])
  expect(failed.printed).toMatch(/^error\.yaml:\d+:\d+ {2}error {4}unknown-plugin {2}/)
  expect(failed.failure).toBe('findings')
  expect(failed.printed).toMatch(/\n1 error, 0 warnings\n$/)
})

it('fails on warnings in strict mode', async () => {
  const strict = await lint(['warning.yaml'], { strict: true })
  expect(strict.failure).toBe('findings')
  expect(strict.printed).toMatch(/\n0 errors, 1 warning\n$/)
  expect((await lint(['good.yaml'], { strict: true })).failure).toBeUndefined()
})

it('checks the readable files before it reports the unreadable ones', async () => {
  const { printed, failure } = await lint(['error.yaml', 'none.yaml'])
  expect(printed).toContain('unknown-plugin')
  expect(failure.message).toMatch(/^Failed to read .*none\.yaml/)
  expect((await lint(['other.yaml'])).failure).toBe('findings')
})

it('accepts extra image commands by name or from a file', async () => {
  const none = '0 errors, 0 warnings\n'
  expect((await lint(['warning.yaml'], { commands: ['curl,jq'] })).printed).toBe(none)
  const list = join(folder, 'commands.txt')
  expect((await lint(['warning.yaml'], { commands: [list] })).printed).toBe(none)
  expect((await lint([], { commands: [`${list}.no`] })).failure).toBeInstanceOf(UsageError)
})

it('prints machine-readable formats without a summary', async () => {
  expect(JSON.parse((await lint(['good.yaml'], { output: 'json' })).printed)).toEqual([])
  expect((await lint(['good.yaml'], { output: 'github' })).printed).toBe('')
  for (const output of ['xml', 'toString'])
    expect((await lint(['good.yaml'], { output })).failure).toBeInstanceOf(UsageError)
})
