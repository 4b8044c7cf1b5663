import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readStartTime } from '../cli/processes.mts'
import { second } from './go/duration.mts'
import { bash, folder, run, useFolder } from './plugin.fixture.mts'

useFolder()

describe('input', () => {
  it('passes arguments and environment to the script, and an empty stdin', async () => {
    const { message } = await run(
      bash('read -r line; echo "$NODE_NAME $1 $2 [$line]"'),
      {},
      { args: ['a b', 'c'] },
    )
    expect(message).toBe('worker a b c []')
  })

  it('passes the path from the definition to the script', async () => {
    expect((await run(bash('echo "$0 $PWD"'), { maxOutputLength: 500 })).message).toBe(
      `./plugin.sh ${folder}`,
    )
  })
})

describe('timeout', () => {
  it('kills the script with all its children, and reports it in the message', async () => {
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
    await expect.poll(() => readStartTime(child)).toBeUndefined()
  })

  it('is the shorter of the timeout of the rule and the global timeout', async () => {
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
  ])('prevents the start of the script if it is %s', async (_, settings, rule) => {
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

  it('applies until the script ends, even if it closes its output earlier', async () => {
    const hang = bash('exec >&- 2>&-; exec sleep 60')
    const { message } = await run(hang, { timeout: second / 5n, maxOutputLength: 200 })
    expect(message).toBe(
      'Timeout when running plugin "./plugin.sh": state - signal: killed. output - ""',
    )
  })
})

it('reads 4 KiB of output, and drops the rest without blocking the script', async () => {
  const { status, message } = await run(bash('head -c 10000000 /dev/zero | tr "\\0" x; exit 1'), {
    timeout: 20n * second,
    maxOutputLength: 10_000,
  })
  expect([status, message.length]).toEqual(['NonOK', 4096])
})

describe('a script that cannot be started', () => {
  it.each([
    ['does not exist', undefined, 0o755, 'no such file or directory'],
    ['is not executable', bash('exit 0'), 0o644, 'permission denied'],
    ['has no first line with #!', 'echo hello\n', 0o755, 'exec format error'],
    [
      'names an interpreter that does not exist',
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

it('results in Unknown if the kernel rejects the arguments', async () => {
  const { lines } = await run(bash('exit 0'), {}, { args: ['a\0b'] })
  expect(lines).toEqual([
    'E plugin.go:170] Error in starting plugin "./plugin.sh": error - fork/exec ./plugin.sh: invalid argument',
  ])
})

it('kills the script immediately when NPD ends', async () => {
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
