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

/** The options of `plugin-test` that the user did not give. */
export const noTestOptions = {
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
    more?: Partial<TestRequest>,
  ) => Promise<{ printed: string; notes: string; failure: Error | undefined; hasPassed: boolean }>
  /** Returns the results as `-o json` prints them. */
  resultsOf: (file: string) => Promise<JsonResult[]>
  /** Runs cases once against the body of a script, and returns `what: actual` of each failure. */
  failuresOf: (script: string, ...cases: object[]) => Promise<string[]>
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
  const run: TestFolder['run'] = async (files, more = {}) => {
    let printed = ''
    const notes: string[] = []
    const phases: Phases = { run: (_, work) => work(), note: text => notes.push(text) }
    const print = (text: string) => {
      printed += text
    }
    const request = { ...noTestOptions, files, ...more }
    const { signal } = new AbortController()
    const tested = await testOnce(request, commands, { signal, phases, print }).catch(
      error => error,
    )
    expect(readdirSync(tmpdir())).toEqual([])
    return {
      printed,
      notes: notes.join('\n'),
      failure: tested instanceof Error ? tested : undefined,
      hasPassed:
        tested.results?.every(({ failures }: { failures: unknown[] }) => failures.length === 0) ??
        false,
    }
  }
  const resultsOf = async (file: string): Promise<JsonResult[]> => {
    const { printed, failure } = await run([file], { output: 'json' })
    if (failure) throw failure
    return JSON.parse(printed)
  }
  return {
    path,
    writePlugin,
    writeTests,
    run,
    resultsOf,
    failuresOf: async (script, ...cases) => {
      writePlugin(script)
      const results = await resultsOf(
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
