import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestFolder, type TestFolder } from './test.fixture.mts'

let folder: TestFolder
let file: string
beforeAll(async () => {
  folder = await openTestFolder()
  folder.writePlugin('echo "a <b> & \\"c\\""; exit 1')
  file = folder.writeTests(`plugin: values.yaml
disable: [different-result]
cases:
  - name: passes
    expect: { exit: 1 }
  - name: "fails #1, <x>"
    expect: { exit: 0, condition: { message: a } }
`)
})
afterAll(() => folder.close())

const render = async (output: string) => {
  const { printed, hasPassed } = await folder.run([file], { output })
  return [
    hasPassed,
    printed
      .replaceAll(file, 'disk.plugin-test.yaml')
      .replace(/(?<=time="|duration_ms: |"milliseconds": )[\d.]+/g, 'N')
      .replace(/\d\.\d s/g, 'N s'),
  ]
}

it('prints a line for each case, and the differences', async () => {
  expect((await render('table'))[1]).toMatchInlineSnapshot(`
    "  ✓ disk: passes                                              N s
      ✗ disk: fails #1, <x>                                       N s
          disk.plugin-test.yaml:7:21  exit
          - 0
          + 1
          disk.plugin-test.yaml:7:46  condition.message
          - a
          + a <b> & "c"
    1 passed, 1 failed
    "
  `)
})

it('prints TAP', async () => {
  expect((await render('tap'))[1]).toMatchInlineSnapshot(`
    "TAP version 14
    1..2
    ok 1 - disk.plugin-test.yaml: passes
      ---
      duration_ms: N
      ...
    not ok 2 - disk.plugin-test.yaml: fails \\#1, <x>
      ---
      duration_ms: N
      failures:
        - {"at":"disk.plugin-test.yaml:7","message":"run 1: exit\\nexpected: 0\\nactual: 1"}
        - {"at":"disk.plugin-test.yaml:7","message":"run 1: condition.message\\nexpected: a\\nactual: a <b> & \\"c\\""}
      ...
    "
  `)
})

it('prints JUnit XML', async () => {
  expect((await render('junit'))[1]).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="plugin-test" tests="2" failures="1" time="N">
      <testsuite name="disk.plugin-test.yaml" tests="2" failures="1" time="N">
        <testcase classname="disk.plugin-test.yaml" name="passes" file="disk.plugin-test.yaml" line="4" time="N"/>
        <testcase classname="disk.plugin-test.yaml" name="fails #1, &lt;x&gt;" file="disk.plugin-test.yaml" line="6" time="N">
          <failure message="exit">run 1: exit
    expected: 0
    actual: 1</failure>
          <failure message="condition.message">run 1: condition.message
    expected: a
    actual: a &lt;b&gt; &amp; &quot;c&quot;</failure>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `)
})

it('prints annotations for GitHub', async () => {
  expect((await render('github'))[1]).toMatchInlineSnapshot(`
    "::error file=disk.plugin-test.yaml,line=7,col=21,title=plugin-test%3A fails #1%2C <x>::run 1: exit%0Aexpected: 0%0Aactual: 1
    ::error file=disk.plugin-test.yaml,line=7,col=46,title=plugin-test%3A fails #1%2C <x>::run 1: condition.message%0Aexpected: a%0Aactual: a <b> & "c"
    "
  `)
})

it('prints JSON, and reports the failure', async () => {
  const [hasPassed, printed = ''] = await render('json')
  expect(hasPassed).toBe(false)
  expect(JSON.parse(String(printed).replaceAll(': N', ': 0'))).toMatchObject([
    { name: 'passes', passed: true, line: 4, failures: [] },
    {
      name: 'fails #1, <x>',
      passed: false,
      line: 6,
      failures: [
        { run: 1, what: 'exit', expected: '0', actual: '1', line: 7 },
        { what: 'condition.message', expected: 'a', actual: 'a <b> & "c"' },
      ],
    },
  ])
})
