import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createValues, goodDefinition } from '../lint/lint.fixture.mts'
import { openTestFolder, type TestFolder } from './test.fixture.mts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

let folder: TestFolder
beforeAll(async () => {
  folder = await openTestFolder()
})
afterAll(() => folder.close())

const failures = (script: string, ...cases: object[]) => folder.findFailures(script, ...cases)

it('passes the tests of this repository', async () => {
  const { printed, hasPassed } = await folder.run([`${repository}/npd`, `${repository}/examples`])
  expect(printed).toMatch(/\n17 passed, 0 failed\n$/)
  expect(hasPassed).toBe(true)
})

describe('the sandbox of a case', () => {
  it('contains files at absolute paths, which the script can change', async () => {
    const script = 'cat /etc/disk/limit; [ -e /run/disk ] && exit 1; echo x > /run/disk; exit 0'
    const files = { '/etc/disk/limit': '90\n', '/run/disk': null }
    expect(
      await failures(script, {
        files,
        runs: [
          { expect: { exit: 0, stdout: '90' } },
          { expect: { exit: 1, stdout: '90' } },
          {
            files: { '/run/disk': null, '/etc/disk/limit': '80' },
            expect: { exit: 0, stdout: '80' },
          },
        ],
      }),
    ).toEqual([])
  })

  it('hides the path of the temporary folder in the message', async () => {
    const script = 'echo "/etc/disk is missing"; exit 1'
    const condition = { message: '/etc/disk is missing' }
    expect(await failures(script, { files: { '/etc/disk': null }, expect: { condition } })).toEqual(
      [],
    )
  })

  it('makes files older by the simulated time', async () => {
    const script =
      '[ -e /run/disk ] || touch /run/disk\nfind /run/disk -mmin +4 | grep -c . || true'
    const runs = [
      { expect: { stdout: '0' } },
      { after: '3m', expect: { stdout: '0' } },
      { after: '2m', expect: { stdout: '1' } },
    ]
    expect(await failures(script, { files: { '/run/disk': null }, runs })).toEqual([])
  })

  it('sets the environment, the arguments and the name of the node', async () => {
    const script = 'echo "$NODE_NAME $LIMIT $*"'
    expect(
      await failures(script, {
        node: 'worker',
        env: { LIMIT: 5 },
        args: ['a', 'b c'],
        expect: { stdout: 'worker 5 a b c' },
      }),
    ).toEqual([])
  })

  it('replaces commands by name or path', async () => {
    const script = 'disktool a; disktool b; /opt/disktool; echo "$?"'
    expect(
      await failures(script, {
        stubs: {
          disktool: [{ args: 'b', stdout: 'second' }, { stdout: "it's first" }],
          '/opt/disktool': { stderr: 'broken', exit: 3 },
        },
        expect: { stdout: "it's first\nsecond\n3", stderr: 'broken' },
      }),
    ).toEqual([])
  })

  it('reports a call that no stub response matches', async () => {
    expect(
      await failures('disktool b 2> /dev/null; exit 0', {
        stubs: { disktool: { args: 'a' } },
      }),
    ).toEqual(['missing-command: no stub response matches `disktool b`'])
  })

  it('answers kubectl get', async () => {
    const script = `kubectl get node a -o 'jsonpath={.metadata.labels.x\\.y/z}'; echo
kubectl get pods -n kube-system -o name
kubectl get cm missing 2>&1`
    const api = [
      { kind: 'Node', metadata: { name: 'a', labels: { 'x.y/z': 'on' } } },
      { kind: 'Pod', metadata: { name: 'p', namespace: 'kube-system' } },
      { kind: 'Pod', metadata: { name: 'q', namespace: 'default' } },
    ]
    const stdout = 'on\npod/p\nError from server (NotFound): configmaps "missing" not found'
    expect(await failures(script, { api, expect: { exit: 1, stdout } })).toEqual([])
  })
})

describe('expectations', () => {
  it('report each difference with its position', async () => {
    folder.writePlugin('echo "disk 3 is slow"; exit 1')
    const file = folder.writeTests(`plugin: values.yaml
cases:
  - name: slow
    expect:
      exit: 0
      stdout: { contains: disk 4 }
      condition:
        status: False
        reason: { matches: ^Disk }
        message: disk 2 is slow
      events: []
      log: [contains: nothing like this]
      metrics: { 'problem_counter{reason="DiskIsSlow"}': 2 }
`)
    const [result] = await folder.runTestFile(file)
    expect(result?.failures.map(({ what, line }) => `${line} ${what}`)).toEqual([
      '5 exit',
      '6 stdout',
      '8 condition.status',
      '10 condition.message',
      '11 events',
      '13 metrics.problem_counter{reason="DiskIsSlow"}',
      '12 log',
    ])
  })

  it('limit the duration', async () => {
    expect(await failures('sleep 0.2', { expect: { within: '50ms' } })).toEqual([
      expect.stringMatching(/^within: \d+ms$/),
    ])
  })
})

/** Runs all cases in one test file. Each case has its own script body. */
const failuresByScript = async (cases: [script: string, more: object][]): Promise<string[]> => {
  folder.writePlugin('eval "$BODY"')
  const results = await folder.runTestFile(
    folder.writeTests(
      cases.map(([script, more], index) => ({
        name: `${index}: ${script}`,
        env: { BODY: script },
        disable: ['different-result'],
        ...more,
      })),
    ),
  )
  return results.flatMap(({ failures: own }) => own.map(({ what, actual }) => `${what}: ${actual}`))
}

describe('invariants', () => {
  const hanging = { timeout: '300ms', stubs: { disktool: { hangs: true } } }
  const long = `printf '%090d' 1; exit 1`

  it('report what would fail on a node', async () => {
    expect(
      await failuresByScript([
        ['disktool', hanging],
        [long, {}],
        ['exit 2', {}],
        ['sleep 50 > /dev/null 2>&1 &', {}],
        ['curl -s localhost 2> /dev/null || true', {}],
        ['timeout 1 curl 2> /dev/null || true', {}],
        ['/usr/bin/python3 -V || true', {}],
        ['echo "no disk"; jq .; exit 1', {}],
        ['echo $$; exit 1', { disable: [] }],
      ]),
    ).toEqual([
      'timeout: NPD kills it after 300ms',
      `truncated-message: ${'1'.padStart(90, '0')}`,
      'empty-message: exit 2 without a message',
      'leftover-process: sleep 50',
      'missing-command: the image does not contain `curl`',
      'missing-command: the image does not contain `curl`',
      'missing-command: the image does not contain `/usr/bin/python3`',
      'missing-command: the image does not contain `jq`',
      expect.stringMatching(/^different-result: exit 1: \d+$/),
    ])
  })

  it('are not checked if the case expects the result', async () => {
    const timeout = { contains: 'Timeout when running plugin' }
    expect(
      await failuresByScript([
        ['disktool', { ...hanging, expect: { exit: 'killed' } }],
        ['disktool', { ...hanging, expect: { condition: { message: timeout } } }],
        ['exit 2', { expect: { condition: { message: '' } } }],
        [long, { expect: { condition: { message: '0'.repeat(80) } } }],
        ['sleep 50 > /dev/null 2>&1 &', { expect: { leftovers: ['sleep 50'] } }],
        ['echo "no disk"; jq', { expect: { exit: 127 } }],
        ['command -v df || { df; exit 0; }; exit 0', { stubs: { df: null } }],
        ['exit 2', { disable: ['empty-message', 'different-result'] }],
        ['echo $$; exit 1', {}],
      ]),
    ).toEqual([])
  })

  it('report a script that does not start', async () => {
    writeFileSync(
      join(folder.path, 'values.yaml'),
      createValues(goodDefinition, '#!/usr/bin/python3\nprint(1)\n'),
    )
    const file = folder.writeTests([{ name: 'a' }, { name: 'b', expect: { exit: 'not-started' } }])
    const [first, second] = await folder.runTestFile(file)
    expect(first?.failures.map(({ actual }) => actual)).toEqual([
      'fork/exec ./custom-config/disk.sh: no such file or directory',
    ])
    expect(second?.passed).toBe(true)
  })
})

it('runs only cases whose name contains the text of --filter', async () => {
  folder.writePlugin('exit 0')
  const file = folder.writeTests([{ name: 'first' }, { name: 'second' }])
  expect((await folder.run([file], { filter: 'sec' })).printed).toMatch(
    /^ {2}✓ disk: second .*\n1 passed/,
  )
  expect((await folder.run([file], { filter: 'x' })).failure?.message).toContain(
    'Failed to select cases',
  )
})
