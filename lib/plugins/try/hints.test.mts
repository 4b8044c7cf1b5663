import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from '../../cli/errors.mts'
import { configOf, ruleOf } from '../../npd/npd.fixture.mts'
import { goodDefinition } from '../lint/lint.fixture.mts'
import { findHints } from './hints.mts'
import { attempt, bash, openTryFolder, runs, type TryFolder } from './try.fixture.mts'

let folder: TryFolder
beforeAll(() => {
  folder = openTryFolder()
})
afterAll(() => folder.close())

/** A short timeout for scripts that NPD kills. */
const brief = { pluginConfig: { ...goodDefinition.pluginConfig, timeout: '1s' } }

/** Runs a script with this body once, and returns the run with its joined hints. */
const tryOne = async (body: string, definition?: object, rule?: object) => {
  const [run] = await runs({ file: folder.write(bash(body), definition, rule) })
  return { ...run, hintText: run.hints.join('\n') }
}

describe('a run', () => {
  it('shows the condition before and after, the event and the log', async () => {
    const run = await tryOne('echo "sda is slow"; exit 1')
    expect(run).toMatchObject({
      exit: { code: 1, signal: null },
      stdout: 'sda is slow\n',
      timeout: '10s',
      status: 'NonOK',
      before: { type: 'DiskProblem', status: 'False', reason: 'DiskIsFine' },
      after: { status: 'True', reason: 'DiskIsSlow', message: 'sda is slow' },
      events: [
        {
          type: 'Warning',
          reason: 'DiskIsSlow',
          message:
            'Node condition DiskProblem is now: True, reason: DiskIsSlow, message: "sda is slow"',
        },
      ],
      hints: [],
    })
    expect(run.log).toEqual([
      expect.stringMatching(/^I\d{4} .* custom_plugin_monitor.go:284\] New status generated: &\{/),
    ])
    expect(run.duration).toBeGreaterThan(0)
  })

  it('uses the environment of a container and the given variables', async () => {
    const file = folder.write(bash('echo "$NODE_NAME $LIMIT $KUBECONFIG"; exit 1'))
    const [{ stdout }] = await runs({ file, env: ['LIMIT=a=b'], node: 'n' })
    expect(stdout).toMatch(/^n a=b \/.*\.kubeconfig\n$/)
    expect((await attempt({ file, env: ['LIMIT'] })).failure).toBeInstanceOf(UsageError)
  })

  it('prints a hint for a script that NPD kills at its timeout', async () => {
    const run = await tryOne('sleep 60', brief)
    expect(run).toMatchObject({
      timedOut: true,
      after: { status: 'Unknown', reason: 'DiskIsFine' },
    })
    expect(run.log[0]).toContain('Error in running plugin timeout "./custom-config/disk.sh"')
    expect(run.hintText).toContain('NPD killed the script at its timeout')
  })

  it('prints a hint for output that is longer than NPD reads', async () => {
    const run = await tryOne("head -c 50000 /dev/zero | tr '\\0' x; exit 1")
    expect([run.stdoutSize, run.message.length, run.fullMessage.length]).toEqual([50_000, 80, 4096])
    expect(run.hintText).toContain(
      '50,000 bytes; NPD reads the first 4,096 bytes and keeps 80 bytes',
    )
  })

  it('prints a hint for a message that ends in the middle of a character', async () => {
    const run = await tryOne("printf '%079d€' 0; exit 1")
    expect(run.message.slice(-2)).toBe('0\ufffd')
    expect(run.hintText).toContain('in the middle of a character')
  })

  it('prints a hint for a background process that keeps the output open', async () => {
    const run = await tryOne('sleep 60 & echo done; exit 1', brief)
    expect(run).toMatchObject({ timedOut: true, exit: { code: 1 }, after: { status: 'True' } })
    expect(run.after.message).toMatch(/^Timeout when running plugin/)
    expect(run.hintText).toContain('kept its stdout open')
    expect(run.leftovers).toEqual([])
  })

  it('prints a hint for a process that is left running, and kills it', async () => {
    const run = await tryOne('setsid sleep 3600 > /dev/null 2>&1 & exit 0')
    expect(run.leftovers).toEqual(['sleep 3600'])
    expect(run.hintText).toContain('left processes running: `sleep 3600`')
  })

  it('fails if a background process blocks NPD', async () => {
    const { failure, printed } = await attempt({
      file: folder.write(bash('setsid sleep 3600 & exit 0'), brief),
    })
    const [run] = JSON.parse(printed)
    expect([run.isStuck, run.status]).toEqual([true, undefined])
    expect(failure.message).toBe('Failed to run ./custom-config/disk.sh: it would block NPD.')
  })

  it('fails if the script cannot be started', async () => {
    const { failure, printed } = await attempt({ file: folder.write('#!/bin/bash\r\nexit 0\r\n') })
    const [run] = JSON.parse(printed)
    expect(run.fault).toBe('fork/exec ./custom-config/disk.sh: no such file or directory')
    expect(run.after.message).toBe('Error in starting plugin. Please check the error log')
    expect(failure.hint).toContain('CRLF')
  })

  it.each([
    ['exit 1', 'printed nothing to stdout'],
    ['echo x; exit 9', 'NPD treats exit 9 like exit 2'],
    ['echo x; nosuchcommand', 'Exit 127 comes from the shell'],
  ])('prints a hint for `%s`', async (body, hint) => {
    expect((await tryOne(body)).hintText).toContain(hint)
  })

  it('creates only events for a temporary rule', async () => {
    const run = await tryOne('echo slow; exit 2', { conditions: [] }, { type: 'temporary' })
    expect(run).toMatchObject({
      events: [{ type: 'Warning', reason: 'DiskIsSlow', message: 'slow' }],
    })
    expect(run.after).toBeUndefined()
  })
})

it('prints a hint for a run that is close to its timeout', () => {
  const ended = { exit: { code: 0, signal: null }, timedOut: false, isStuck: false, leftovers: [] }
  const facts = { ...ended, stdout: '', stdoutSize: 0, stderr: '', timeoutMs: 5000 }
  const hints = (duration: number) =>
    findHints({ ...facts, duration }, ruleOf(), configOf().pluginGlobalConfig)
  expect(hints(4001)).toEqual([
    'The run took almost as long as the timeout. On a busy node, it can exceed the timeout.',
  ])
  expect(hints(3999)).toEqual([])
})
