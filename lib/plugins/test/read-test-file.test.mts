import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestFolder, type TestFolder } from './test.fixture.mts'

let folder: TestFolder
beforeAll(async () => {
  folder = await openTestFolder()
})
afterAll(() => folder.close())

describe('the test file', () => {
  const read = async (text: string) =>
    (await folder.run([folder.writeTests(text)])).failure?.message
  it.each([
    ['plugin: values.yaml\ncases: []\n', /:2:8: the list is empty\./],
    ['plugin: values.yaml\ncase: []\n', /:2:1: unknown key `case`\.\n {2}Write `cases`\./],
    [
      'plugin: values.yaml\ncases:\n  - nam: x\n',
      /:3:5: `name` is missing[\s\S]*:3:5: unknown key `nam`\.\n {2}Write `name`\./,
    ],
    [
      'plugin: values.yaml\ncases:\n  - name: x\n    expect: { exit: "0" }\n',
      /:4:21: unknown value `0`/,
    ],
    [
      'plugin: values.yaml\ncases:\n  - name: x\n    expect: { log: [{ matches: "(" }] }\n',
      /:4:32: `\(` is not a regular expression/,
    ],
    [
      'plugin: values.yaml\ncases:\n  - name: x\n    files: { etc: x }\n',
      /:4:14: `etc` does not match/,
    ],
    [
      'plugin: values.yaml\ncases:\n  - name: x\n    stubs: { a/b: null }\n',
      /:4:14: `a\/b` does not match .*\n {2}Write an absolute path or the name of a command\./,
    ],
    [
      'plugin: values.yaml\ncases:\n  - name: x\n    rule: DiskIsSlo\n',
      /:4:11: no rule of values\.yaml has the reason `DiskIsSlo`\.\n {2}Write `DiskIsSlow`\./,
    ],
    [
      'plugin: values.yaml\ncases:\n  - name: x\n  - name: x\n',
      /:4:11: case 1 also has the name `x`/,
    ],
    [
      'plugin: values.yaml\ncases:\n  - name: x\n    runs: [{}]\n    expect: {}\n',
      /:5:5: a case with `runs` cannot have its own `expect`/,
    ],
    ['plugin: missing.yaml\ncases:\n  - name: x\n', /Failed to read .*missing\.yaml: ENOENT/],
  ])('%j is an error', async (text, message) => {
    folder.writePlugin('exit 0')
    expect(await read(text)).toMatch(message)
  })

  it('must exist', async () => {
    const { failure } = await folder.run([`${folder.path}/tmp`])
    expect(failure?.message).toMatch(/no `\*\.plugin-test\.yaml` file in/)
  })
})
