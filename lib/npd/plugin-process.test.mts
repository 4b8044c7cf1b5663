import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { second } from './go/duration.mts'
import { bash, folder, run } from './plugin.fixture.mts'

describe('input', () => {
  it('passes arguments and environment to the script, with an empty stdin', async () => {
    const { message } = await run(
      bash('read -r line; echo "$NODE_NAME $1 $2 [$line]"'),
      {},
      { args: ['a b', 'c'] },
    )
    expect(message).toBe('worker a b c []')
  })

  it('passes the path in the definition to the script as $0', async () => {
    expect((await run(bash('echo "$0 $PWD"'), { maxOutputLength: 500 })).message).toBe(
      `./plugin.sh ${folder}`,
    )
  })
})

describe('timeout', () => {
  it('kills the script with all its children, and logs it', async () => {
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

  it('applies until the script ends, even after it has closed its output', async () => {
    const hang = bash('exec >&- 2>&-; exec sleep 60')
    const { message } = await run(hang, { timeout: second / 5n, maxOutputLength: 200 })
    expect(message).toBe(
      'Timeout when running plugin "./plugin.sh": state - signal: killed. output - ""',
    )
  })
})

/** Whether a process runs. A zombie does not. */
const isAlive = (pid: number): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z\s]/.test(stdout)
}

it('reads 4 KiB of output, and discards the rest without blocking the script', async () => {
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
      'names an interpreter that is not there',
      '#!/no/such/interpreter\n',
      0o755,
      'no such file or directory',
    ],
  ])('is Unknown if it %s', async (_, script, mode, error) => {
    expect(await run(script, {}, {}, { mode })).toEqual({
      status: 'Unknown',
      message: 'Error in starting plugin. Please check the error log',
      lines: [
        `E plugin.go:170] Error in starting plugin "./plugin.sh": error - fork/exec ./plugin.sh: ${error}`,
      ],
    })
  })
})

it('is Unknown if the kernel rejects its arguments', async () => {
  const { lines } = await run(bash('exit 0'), {}, { args: ['a\0b'] })
  expect(lines).toEqual([
    'E plugin.go:170] Error in starting plugin "./plugin.sh": error - fork/exec ./plugin.sh: invalid argument',
  ])
})

it('is killed immediately when NPD ends', async () => {
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
