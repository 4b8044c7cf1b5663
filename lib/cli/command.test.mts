import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { $, within } from 'zx/core'
import { command, isOnPath, launch } from './command.mts'
import { UserError } from './errors.mts'
import { readStartTime } from './processes.mts'

it('passes the input to the command, and resolves with its output', async () => {
  expect(await command({ input: 'hello' })`cat`).toBe('hello')
  expect(await command()`printf %s ${'a b'} ${['c d', "it's"]}`).toBe("a bc dit's")
})

it('keeps characters that are split between two chunks of the output', async () => {
  const text = `a${'é'.repeat(1 << 17)}`
  let stderr = ''
  const onStderr = (more: string) => {
    stderr += more
  }
  const stdout = await command({ input: text })`cat`
  await command({ input: text, onStderr })`cat >&2`
  expect([stdout === text, stderr === text]).toEqual([true, true])
})

it('provides an empty stdin if no input is given', async () => {
  expect(await command()`cat`).toBe('')
  expect(await command({ input: '' })`cat`).toBe('')
})

it('accepts a command that does not read its input', async () => {
  expect(await command({ input: 'x'.repeat(1 << 20) })`true`).toBe('')
})

it('runs in the given folder', async () => {
  expect(await command({ cwd: '/' })`pwd`).toBe('/\n')
})

it('reports the command line, the exit code, the end of stderr, and the hint', async () => {
  const script = 'for i in $(seq 20); do echo line $i >&2; done; exit 3'
  const error = await command({ hint: 'A fix.' })`bash -c ${script}`.catch(error => error)
  expect(error).toBeInstanceOf(UserError)
  expect(error.hint).toBe('A fix.')
  expect(error.message).toContain('`bash -c ')
  expect(error.message).toContain('(exit code 3)')
  expect(error.message).toContain('line 20')
  expect(error.message).not.toContain('line 5\n')
})

it('derives the hint from the stderr of the command', async () => {
  const hint = (stderr: string) => `It wrote ${stderr.trim()}.`
  const failing = command({ hint })`bash -c ${'echo one >&2; exit 1'}`
  await expect(failing).rejects.toMatchObject({ hint: 'It wrote one.' })
})

it('fails when a command within a pipe fails', async () => {
  await expect(command()`false | cat`).rejects.toThrow('(exit code 1)')
})

it('names the signal that ended the command', async () => {
  await expect(command()`bash -c ${'kill -9 $$'}`).rejects.toThrow('ended by SIGKILL')
})

it('reports a command that is not on PATH', async () => {
  await expect(command()`NAME=value no-such-command --flag`).rejects.toMatchObject({
    message: 'Failed to run no-such-command: it is not on PATH.',
  })
  expect([await isOnPath('no-such-command'), await isOnPath('bash')]).toEqual([false, true])
})

it('throws if zx has not found bash', () => {
  within(() => {
    $.shell = true
    expect(() => launch()).toThrow('bash is not on PATH')
  })
})

it('forwards stderr while the command runs', async () => {
  let text = ''
  const onStderr = (more: string) => {
    text += more
  }
  await command({ onStderr })`bash -c ${'echo one >&2'}`
  expect(text).toBe('one\n')
})

it('ends the command and its child processes when it is aborted', async () => {
  const stop = new AbortController()
  let pids: number[] = []
  const onStderr = (text: string) => {
    pids = text.trim().split(' ').map(Number)
    stop.abort()
  }
  const script = 'sleep 60 & first=$!; sleep 61 & echo $first $! $$ >&2; wait'
  const running = command({ signal: stop.signal, onStderr })`bash -c ${script}`
  await expect(running).rejects.toMatchObject({ name: 'AbortError' })
  expect(pids).toHaveLength(3)
  for (const pid of pids) await expect.poll(() => readStartTime(pid)).toBeUndefined()
})

it('ends the process tree without a `ps` on PATH', async () => {
  const bin = mkdtempSync(join(tmpdir(), 'npd-test-command-'))
  const path = process.env.PATH
  try {
    writeFileSync(join(bin, 'bash'), '#!/bin/sh\nexec /bin/bash "$@"\n')
    chmodSync(join(bin, 'bash'), 0o755)
    process.env.PATH = bin
    const stop = new AbortController()
    let pid = 0
    const onStderr = (text: string) => {
      pid = Number(text)
      stop.abort()
    }
    const script = '/bin/sleep 60 & echo $! >&2; wait'
    const running = command({ signal: stop.signal, onStderr })`bash -c ${script}`
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
    expect(pid).toBeGreaterThan(0)
    await expect.poll(() => readStartTime(pid)).toBeUndefined()
  } finally {
    process.env.PATH = path
    rmSync(bin, { recursive: true })
  }
})

it('reports the exit code of a command whose path contains a space', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'npd-test command-'))
  const file = join(folder, 'fails')
  writeFileSync(file, '#!/bin/sh\nexit 3\n', { mode: 0o755 })
  await expect(command()`${file}`).rejects.toThrow('(exit code 3)')
  rmSync(folder, { recursive: true })
})

it('does not start a command if the signal has already aborted', async () => {
  await expect(command({ signal: AbortSignal.abort() })`true`).rejects.toMatchObject({
    name: 'AbortError',
  })
})

it('runs no startup file of the user’s shell', async () => {
  const home = mkdtempSync(join(tmpdir(), 'npd-test-home-'))
  writeFileSync(join(home, '.bashrc'), 'echo from .bashrc\n')
  const { SHLVL } = process.env
  try {
    for (const level of [undefined, '0']) {
      if (level === undefined) delete process.env.SHLVL
      else process.env.SHLVL = level
      const env = { HOME: home, BASH_ENV: join(home, '.bashrc') }
      expect(await command({ input: 'x', env })`cat`).toBe('x')
    }
  } finally {
    if (SHLVL !== undefined) process.env.SHLVL = SHLVL
    rmSync(home, { recursive: true })
  }
})
