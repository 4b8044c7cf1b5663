import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mapConcurrently } from '../../kube/map-concurrent.mts'
import { type HostCommands, openHostCommands } from './host-commands.mts'
import { loadTests } from './load-tests.mts'
import { readTestFile } from './read-test-file.mts'
import { runTestCase } from './test-case.mts'

const example = fileURLToPath(new URL('../../../examples/gpu', import.meta.url))
const values = readFileSync(join(example, 'values.yaml'), 'utf8')

let folder: string
let commands: HostCommands
let lastFailing: string | undefined
beforeAll(async () => {
  commands = await openHostCommands(process.env.PATH ?? '')
  folder = mkdtempSync(join(tmpdir(), 'npd-test-mutants-'))
})
afterAll(async () => {
  await commands.remove()
  rmSync(folder, { recursive: true })
})

interface Mutant {
  name: string
  line: number
  text: string
}

const lineAt = (index: number): number => values.slice(0, index).split('\n').length

/** Replaces each match of a pattern, one at a time. */
const replaceEach = (pattern: RegExp, replacement: string, title: string): Mutant[] =>
  [...values.matchAll(pattern)].map(match => ({
    line: lineAt(match.index),
    name: `line ${lineAt(match.index)}: ${title}: ${match[0].trim().split('\n')[0]}`,
    text: values.slice(0, match.index) + replacement + values.slice(match.index + match[0].length),
  }))

/** Matches a rule and the comma after it, if any. */
const rule = /\n {10}\{\n {12}"type": "(?:permanent|temporary)"[^}]*\}(?:,|(?=\n {8}\]))/g

const removeRule = (mutant: Mutant): Mutant => ({
  ...mutant,
  text: mutant.text.replace(/\},(\n {8}\])/, '}$1'),
})

/** Sorted by position, because the case that detects one mutant often detects the next one. */
const mutants: Mutant[] = [
  ...replaceEach(rule, '', 'without the rule').map(removeRule),
  ...replaceEach(/^( +)if [^\n]*\n(?:\1 +[^\n]*\n)*\1fi$/gm, '', 'without the check'),
  ...replaceEach(/^ +check_driver \$\?$/gm, '', 'without the check'),
  ...replaceEach(/\bexit \$(?:OK|NONOK|UNKNOWN)/g, ':', 'without the exit code'),
  ...replaceEach(/\bexit \$OK/g, 'exit $NONOK', 'another exit code'),
  ...replaceEach(/\bexit \$NONOK/g, 'exit $UNKNOWN', 'another exit code'),
  ...replaceEach(/\bexit \$UNKNOWN/g, 'exit $NONOK', 'another exit code'),
  ...replaceEach(/\bexit \$(?:NONOK|UNKNOWN)/g, 'exit $OK', 'another exit code'),
].sort((a, b) => a.line - b.line)

/** Returns the name of the first case that fails with these values. */
const findFailingCase = async (text: string, name: string): Promise<string | undefined> => {
  const own = join(folder, name)
  mkdirSync(own)
  writeFileSync(join(own, 'values.yaml'), text)
  copyFileSync(join(example, 'gpu.plugin-test.yaml'), join(own, 'gpu.plugin-test.yaml'))
  const source = await readTestFile(join(own, 'gpu.plugin-test.yaml'))
  const tests = await loadTests(source, commands, false).catch(() => undefined)
  if (!tests) return 'the test file names a rule that does not exist'
  // Start with the case that detected the previous mutant.
  const first = tests.cases.findIndex(({ testCase: { name } }) => name === lastFailing)
  const order = [
    ...tests.cases.slice(Math.max(first, 0)),
    ...tests.cases.slice(0, Math.max(first, 0)),
  ]
  for (const loadedCase of order) {
    const once = {
      ...loadedCase,
      disabledInvariants: [...loadedCase.disabledInvariants, 'different-result' as const],
    }
    const { failures } = await runTestCase(once, new AbortController().signal)
    if (failures.length === 0) continue
    lastFailing = loadedCase.testCase.name
    return lastFailing
  }
  return undefined
}

describe('the tests of examples/gpu', () => {
  it('pass with the original values', async () => {
    expect(await findFailingCase(values, 'original')).toBeUndefined()
  })

  it('have mutants without each rule, check and exit code', () => {
    const count = (part: string) => mutants.filter(({ name }) => name.includes(part)).length
    expect(count('the rule')).toBe(3)
    expect(count('the check')).toBe(9)
    expect(count('the exit code')).toBe(10)
  })

  it('fail with each mutant', async () => {
    const survivors: string[] = []
    await mapConcurrently([...mutants.entries()], 2, async ([index, { name, text }]) => {
      expect(text).not.toBe(values)
      if (!(await findFailingCase(text, String(index)))) survivors.push(name)
    })
    expect(survivors).toEqual([])
  })
})
