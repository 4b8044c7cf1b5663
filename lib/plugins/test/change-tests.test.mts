import { EventEmitter, once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { $, within } from 'zx/core'
import { UsageError } from '../../cli/errors.mts'
import { type TestRequest, testPlugins } from './plugin-test.mts'
import { openTestFolder, type TestFolder } from './test.fixture.mts'

let folder: TestFolder
beforeAll(async () => {
  folder = await openTestFolder()
})
afterAll(() => folder.close())

/** Runs the whole script with a real command `disktool` on PATH. */
const change = async (file: string, more: Partial<TestRequest>) => {
  const bin = join(folder.path, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'disktool'), '#!/bin/sh\n[ "$1" = -q ] && exit 3\necho "disk:$1"\n')
  chmodSync(join(bin, 'disktool'), 0o755)
  let printed = ''
  const request = { files: [file], filter: undefined, output: undefined }
  const flags = { watch: false, update: false, record: false, inImage: false, dryRun: false }
  const print = (text: string) => {
    printed += text
  }
  const hasPassed = await within(() => {
    $.env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) }
    return testPlugins(
      { ...request, ...flags, ...more },
      {
        signal: new AbortController().signal,
        phases: { run: (_, work) => work(), note: () => {} },
        print,
      },
    )
  })
  return { hasPassed, printed, text: readFileSync(file, 'utf8') }
}

it('--update writes the actual values, and keeps everything else', async () => {
  folder.writePlugin('echo "disk 3 is slow"; exit 1')
  const before = `# Why
plugin: values.yaml
cases:
  - name: differs # a comment
    expect:
      exit: 0
      condition: { status: False, message: disk 2 is slow }
      events: []
  - name: has no expectation
  - name: has a pattern
    expect: { stdout: { contains: disk 3 } }
`
  const file = folder.writeTests(before)
  const { text: unchanged, printed } = await change(file, { update: true, dryRun: true })
  expect(unchanged).toBe(before)
  expect(printed).toContain('-      exit: 0\n')
  expect(printed).toContain('+      exit: 1\n')
  const { hasPassed, text } = await change(file, { update: true })
  expect(hasPassed).toBe(true)
  expect(text).toMatchInlineSnapshot(`
    "# Why
    plugin: values.yaml
    cases:
      - name: differs # a comment
        expect:
          exit: 1
          condition: { status: "True", message: disk 3 is slow }
          events:
            - type: Warning
              reason: DiskIsSlow
              message: 'Node condition DiskProblem is now: True, reason: DiskIsSlow, message: "disk 3 is slow"'
      - name: has no expectation
        expect:
          exit: 1
          condition:
            type: DiskProblem
            status: "True"
            reason: DiskIsSlow
            message: disk 3 is slow
          events:
            - type: Warning
              reason: DiskIsSlow
              message: 'Node condition DiskProblem is now: True, reason: DiskIsSlow, message: "disk 3 is slow"'
      - name: has a pattern
        expect: { stdout: { contains: disk 3 } }
    "
  `)
})

it('--record writes the answers of real commands as stubs', async () => {
  folder.writePlugin('disktool -q; disktool a; disktool; exit 0')
  const file = folder.writeTests(`plugin: values.yaml
image: { commands: [disktool] }
cases:
  - name: recorded
`)
  const { hasPassed, text } = await change(file, { record: true })
  expect(hasPassed).toBe(true)
  expect(text).toMatchInlineSnapshot(`
    "plugin: values.yaml
    image: { commands: [disktool] }
    cases:
      - name: recorded
        stubs:
          disktool:
            - args: -q
              exit: 3
            - args: a
              stdout: |
                disk:a
            - stdout: |
                disk:
    "
  `)
})

it('--watch runs the tests again after a change', async () => {
  folder.writePlugin('exit 0')
  const file = folder.writeTests([{ name: 'a', expect: { exit: 0 } }])
  const abort = new AbortController()
  const changes = new EventEmitter()
  let text = ''
  const add = (part: string) => {
    text += `${part}\n`
    changes.emit('added')
  }
  const request = { files: [file], filter: undefined, output: undefined }
  const watching = testPlugins(
    { ...request, watch: true, update: false, record: false, inImage: false, dryRun: false },
    {
      signal: abort.signal,
      phases: { run: (_, work) => work(), note: add },
      print: add,
    },
  )
  const waitFor = async (pattern: RegExp) => {
    while (!pattern.test(text)) await once(changes, 'added')
    text = ''
  }
  await waitFor(/^1 passed, 0 failed[\s\S]*Waiting for a file to change/m)
  folder.writePlugin('echo "no disk"; exit 1')
  await waitFor(/^0 passed, 1 failed[\s\S]*Waiting/m)
  folder.writeTests('cases: []\n')
  await waitFor(/`plugin` is missing[\s\S]*Waiting/m)
  abort.abort()
  await watching
})

it('rejects combinations without an effect', async () => {
  const file = folder.writeTests([{ name: 'a' }])
  await expect(change(file, { dryRun: true })).rejects.toThrow(UsageError)
  await expect(change(file, { watch: true, update: true })).rejects.toThrow(UsageError)
})
