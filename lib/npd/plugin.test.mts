import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomRule, PluginGlobalConfig } from './config-types.mts'
import { second } from './go/duration.mts'
import { GoPanic } from './go/panic.mts'
import { configOf, createTestLog, ruleOf } from './npd.fixture.mts'
import { runPlugin } from './plugin.mts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-plugin-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const run = async (
  script: string | undefined,
  settings: Partial<PluginGlobalConfig> = {},
  rule: Partial<CustomRule> = {},
  { mode = 0o755, signal = new AbortController().signal } = {},
) => {
  const path = './plugin.sh'
  rmSync(join(folder, path), { force: true })
  if (script !== undefined) writeFileSync(join(folder, path), script, { mode })
  const { klog, lines } = createTestLog()
  const { pluginGlobalConfig } = configOf({ timeout: second, ...settings })
  const environment = {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_NAME: 'worker' },
    resolvePath: (file: string) => join(folder, file),
  }
  const result = await runPlugin(
    ruleOf({ path, ...rule }),
    pluginGlobalConfig,
    environment,
    klog,
    signal,
  )
  return { ...result, lines }
}

const bash = (body: string) => `#!/bin/bash\n${body}\n`

describe('exit codes', () => {
  it.each([
    [0, 'OK'],
    [1, 'NonOK'],
    [2, 'Unknown'],
    [255, 'Unknown'],
  ])('%i means %s', async (code, status) => {
    const result = await run(bash(`echo "  some words "; exit ${code}`))
    expect(result).toEqual({ status, message: 'some words', lines: [] })
  })

  it('makes Unknown of an end by a signal', async () => {
    expect(await run(bash('echo before; kill -9 $$'))).toMatchObject({
      status: 'Unknown',
      message: 'before',
    })
  })

  it('gives arguments and environment to the script, and nothing to read', async () => {
    const { message } = await run(
      bash('read -r line; echo "$NODE_NAME $1 $2 [$line]"'),
      {},
      { args: ['a b', 'c'] },
    )
    expect(message).toBe('worker a b c []')
  })

  it('shows the script the path that the definition gives', async () => {
    expect((await run(bash('echo "$0 $PWD"'), { maxOutputLength: 500 })).message).toBe(
      `./plugin.sh ${folder}`,
    )
  })
})

describe('timeout', () => {
  it('kills the script with all its children, and says so', async () => {
    const started = performance.now()
    const { status, message, lines } = await run(
      bash(`sleep 60 & echo $! > ${folder}/child; echo partial; wait`),
      { timeout: second / 5n, maxOutputLength: 200 },
    )
    expect(performance.now() - started).toBeLessThan(2_000)
    expect([status, message]).toEqual([
      'Unknown',
      'Timeout when running plugin "./plugin.sh": state - signal: killed. output - "partial"',
    ])
    expect(lines).toEqual(['E plugin.go:186] Error in running plugin timeout "./plugin.sh"'])
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'))
    await expect.poll(() => isAlive(child)).toBe(false)
  })

  it('is the rule’s own where that is shorter, never longer than the global one', async () => {
    const hang = bash('exec sleep 60')
    const short = await run(hang, { timeout: 30n * second }, { timeout: second / 5n })
    expect(short.message).toContain('Timeout when running')
    const long = await run(hang, { timeout: second / 5n }, { timeout: 30n * second })
    expect(long.message).toContain('Timeout when running')
  })

  it.each([
    ['zero', { timeout: 0n }, {}],
    ['below zero', { timeout: -second }, {}],
    ['zero for the rule', {}, { timeout: 0n }],
  ])('that is %s keeps the script from being started', async (_, settings, rule) => {
    const { status, message, lines } = await run(bash('touch started'), settings, rule)
    expect([status, message]).toEqual([
      'Unknown',
      'Error in starting plugin. Please check the error log',
    ])
    expect(lines).toEqual([
      'E plugin.go:170] Error in starting plugin "./plugin.sh": error - context deadline exceeded',
    ])
    expect(existsSync(join(folder, 'started'))).toBe(false)
  })

  it('counts until the script ends, not until it closes its output', async () => {
    const hang = bash('exec >&- 2>&-; exec sleep 60')
    const { message } = await run(hang, { timeout: second / 5n, maxOutputLength: 200 })
    expect(message).toBe(
      'Timeout when running plugin "./plugin.sh": state - signal: killed. output - ""',
    )
  })

  it('makes a message that is cut like any other', async () => {
    const { message } = await run(bash('exec sleep 60'), {
      timeout: second / 5n,
      maxOutputLength: 20,
    })
    expect(message).toBe('Timeout when running')
  })

  it('makes True, with a timeout’s message, of a child that holds stdout after exit 1', async () => {
    const { status, message } = await run(bash('sleep 60 & exit 1'), {
      timeout: second / 5n,
      maxOutputLength: 200,
    })
    expect([status, message]).toEqual([
      'NonOK',
      'Timeout when running plugin "./plugin.sh": state - exit status 1. output - ""',
    ])
  })

  it('makes Unknown of a child that holds stdout after exit 0', async () => {
    const { status, message, lines } = await run(bash('echo out; sleep 60 & exit 0'), {
      timeout: second / 5n,
    })
    expect([status, message]).toEqual([
      'Unknown',
      'Error in waiting for plugin. Please check the error log',
    ])
    expect(lines.at(-1)).toBe(
      'E plugin.go:238] Error in waiting for plugin "./plugin.sh": error - context deadline exceeded. output - "out\\n"',
    )
  })
})

/** A zombie that nobody has buried yet counts as dead. */
const isAlive = (pid: number): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z\s]/.test(stdout)
}

describe('output', () => {
  it('is cut in bytes, in the middle of a character too', async () => {
    const { message } = await run(bash('printf "ab€"'), { maxOutputLength: 4 })
    expect(message).toBe('ab\udce2\udc82')
  })

  it('is read up to 4 KiB; the rest is dropped without blocking the script', async () => {
    const { status, message } = await run(bash('head -c 10000000 /dev/zero | tr "\\0" x; exit 1'), {
      timeout: 20n * second,
      maxOutputLength: 10_000,
    })
    expect([status, message.length]).toEqual(['NonOK', 4096])
  })

  it('on stderr is logged when the script fails, and is no message', async () => {
    const { message, lines } = await run(bash('echo oops >&2; exit 1'))
    expect(message).toBe('')
    expect(lines[0]).toMatch(
      /^I plugin.go:282\] Start logs from plugin \{Type:permanent Condition:NetworkProblem /,
    )
    expect(lines.at(-1)).toMatch(/^I plugin.go:283\] End logs from plugin /)
    expect((await run(bash('echo fine >&2'))).lines).toEqual([])
  })

  it('panics, as Go does, where its length is negative', async () => {
    await expect(run(bash('echo x'), { maxOutputLength: -1 })).rejects.toThrow(GoPanic)
  })
})

describe('a script that cannot be started', () => {
  it.each([
    ['does not exist', undefined, 0o755, 'no such file or directory'],
    ['is not executable', bash('exit 0'), 0o644, 'permission denied'],
    ['has no first line with #!', 'echo hello\n', 0o755, 'exec format error'],
    [
      'names an interpreter that is not there',
      '#!/no/such/interpreter\n',
      0o755,
      'no such file or directory',
    ],
  ])('is Unknown if it %s', async (_, script, mode, words) => {
    expect(await run(script, {}, {}, { mode })).toEqual({
      status: 'Unknown',
      message: 'Error in starting plugin. Please check the error log',
      lines: [
        `E plugin.go:170] Error in starting plugin "./plugin.sh": error - fork/exec ./plugin.sh: ${words}`,
      ],
    })
  })
})

it('is Unknown if the kernel refuses its arguments', async () => {
  const { lines } = await run(bash('exit 0'), {}, { args: ['a\0b'] })
  expect(lines).toEqual([
    'E plugin.go:170] Error in starting plugin "./plugin.sh": error - fork/exec ./plugin.sh: invalid argument',
  ])
})

it('is killed at once when NPD ends', async () => {
  const ending = new AbortController()
  const running = run(
    bash('exec sleep 60'),
    { timeout: 30n * second },
    {},
    { mode: 0o755, signal: ending.signal },
  )
  setImmediate(() => ending.abort())
  expect((await running).status).toBe('Unknown')
})
