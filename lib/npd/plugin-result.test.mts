import { describe, expect, it } from 'vitest'
import { second } from './go/duration.mts'
import { GoPanic } from './go/panic.mts'
import { bash, run, useFolder } from './plugin.fixture.mts'

useFolder()

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

  it('results in Unknown if a signal ends the script', async () => {
    expect(await run(bash('echo before; kill -9 $$'))).toMatchObject({
      status: 'Unknown',
      message: 'before',
    })
  })
})

describe('timeout', () => {
  it('shortens its message to max_output_length', async () => {
    const { message } = await run(bash('exec sleep 60'), {
      timeout: second / 5n,
      maxOutputLength: 20,
    })
    expect(message).toBe('Timeout when running')
  })

  it('results in True and the message of a timeout if a child keeps stdout open after exit 1', async () => {
    const { status, message } = await run(bash('sleep 60 & exit 1'), {
      timeout: second / 5n,
      maxOutputLength: 200,
    })
    expect([status, message]).toEqual([
      'NonOK',
      'Timeout when running plugin "./plugin.sh": state - exit status 1. output - ""',
    ])
  })

  it('results in Unknown if a child keeps stdout open after exit 0', async () => {
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

describe('output', () => {
  it('is shortened to a number of bytes, even in the middle of a character', async () => {
    const { message } = await run(bash('printf "ab€"'), { maxOutputLength: 4 })
    expect(message).toBe('ab\udce2\udc82')
  })

  it('on stderr is logged if the script fails, but is not part of the message', async () => {
    const { message, lines } = await run(bash('echo oops >&2; exit 1'))
    expect(message).toBe('')
    expect(lines[0]).toMatch(
      /^I plugin.go:282\] Start logs from plugin \{Type:permanent Condition:NetworkProblem /,
    )
    expect(lines.at(-1)).toMatch(/^I plugin.go:283\] End logs from plugin /)
    expect((await run(bash('echo fine >&2'))).lines).toEqual([])
  })

  it('panics for a negative length, as Go does', async () => {
    await expect(run(bash('echo x'), { maxOutputLength: -1 })).rejects.toThrow(GoPanic)
  })
})
