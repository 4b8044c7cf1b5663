import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { stringify } from 'yaml'
import type { Phases } from '../../cli/phases.mts'
import { createValues, goodDefinition } from '../lint/lint.fixture.mts'
import { openHostCommands } from './host-commands.mts'
import { type TestRequest, testOnce } from './plugin-test.mts'

interface JsonResult {
  name: string
  passed: boolean
  line: number
  failures: { run: number; what: string; expected: string; actual: string; line: number }[]
}

/** The default options of `plugin-test`. */
export const defaultTestOptions = {
  filter: undefined,
  output: undefined,
  watch: false,
  update: false,
  record: false,
  inImage: false,
  dryRun: false,
}

/** A folder for values, a test file and the temporary files of this process. */
export interface TestFolder {
  path: string
  /** Writes values with this script, and returns the path of the file. */
  writePlugin: (script: string) => string
  /** Writes a test file, from its text or its cases. */
  writeTests: (document: string | object[]) => string
  /** Returns the printed text and the error. Fails if temporary files are left behind. */
  run: (
    files: string[],
    options?: Partial<TestRequest>,
  ) => Promise<{ printed: string; notes: string; failure: Error | undefined; hasPassed: boolean }>
  /** Runs a test file, and returns the results that `-o json` prints. */
  runTestFile: (file: string) => Promise<JsonResult[]>
  /** Runs cases once against the body of a script, and returns each failure as `what: actual`. */
  findFailures: (script: string, ...cases: object[]) => Promise<string[]>
  close: () => Promise<void>
}

export const openTestFolder = async (): Promise<TestFolder> => {
  const path = mkdtempSync(join(tmpdir(), 'npd-test-plugin-test-'))
  // Shared by the tests of a file, because it takes a while to create.
  const commands = await openHostCommands(process.env.PATH ?? '')
  const { TMPDIR } = process.env
  process.env.TMPDIR = join(path, 'tmp')
  mkdirSync(process.env.TMPDIR)
  const write = (name: string, text: string): string => {
    writeFileSync(join(path, name), text)
    return join(path, name)
  }
  const writePlugin = (script: string) =>
    write('values.yaml', createValues(goodDefinition, `#!/bin/bash\n${script}\n`))
  const writeTests = (document: string | object[]) =>
    write(
      'disk.plugin-test.yaml',
      typeof document === 'string'
        ? document
        : stringify({ plugin: 'values.yaml', cases: document }),
    )
  const run: TestFolder['run'] = async (files, options = {}) => {
    let printed = ''
    const notes: string[] = []
    const phases: Phases = { run: (_, work) => work(), note: text => notes.push(text) }
    const print = (text: string) => {
      printed += text
    }
    const request = { ...defaultTestOptions, files, ...options }
    const { signal } = new AbortController()
    const result = await testOnce(request, commands, { signal, phases, print }).catch(
      error => error,
    )
    expect(readdirSync(tmpdir())).toEqual([])
    return {
      printed,
      notes: notes.join('\n'),
      failure: result instanceof Error ? result : undefined,
      hasPassed:
        result.results?.every(({ failures }: { failures: unknown[] }) => failures.length === 0) ??
        false,
    }
  }
  const runTestFile = async (file: string): Promise<JsonResult[]> => {
    const { printed, failure } = await run([file], { output: 'json' })
    if (failure) throw failure
    return JSON.parse(printed)
  }
  return {
    path,
    writePlugin,
    writeTests,
    run,
    runTestFile,
    findFailures: async (script, ...cases) => {
      writePlugin(script)
      const results = await runTestFile(
        writeTests(
          cases.map((each, index) => ({
            name: `case ${index}`,
            disable: ['different-result'],
            ...each,
          })),
        ),
      )
      return results.flatMap(({ failures }) =>
        failures.map(({ what, actual }) => `${what}: ${actual}`),
      )
    },
    close: async () => {
      if (TMPDIR === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = TMPDIR
      await commands.remove()
      rmSync(path, { recursive: true })
    },
  }
}
