import { expect, it } from 'vitest'
import { UserError } from '../cli/errors.mts'
import { isOnPath, runTool } from './tools.mts'

it('resolves with what the command prints, and gives it its input', async () => {
  expect(await runTool('cat', [], { input: 'hello' })).toBe('hello')
})

it('is not disturbed by a command that leaves its input unread', async () => {
  expect(await runTool('true', [], { input: 'x'.repeat(1 << 20) })).toBe('')
})

it('shows the command line, the exit code, the end of stderr, and the cure', async () => {
  const script = 'for i in $(seq 20); do echo line $i >&2; done; exit 3'
  const error = await runTool('bash', ['-c', script], { hint: 'A cure.' }).catch(error => error)
  expect(error).toBeInstanceOf(UserError)
  expect(error.hint).toBe('A cure.')
  expect(error.message).toContain('(exit 3)')
  expect(error.message).toContain('line 20')
  expect(error.message).not.toContain('line 5\n')
})

it('tells of a command that is not there', async () => {
  await expect(runTool('no-such-command', [])).rejects.toMatchObject({
    message: 'Failed to run no-such-command: it is not on PATH.',
  })
  expect([await isOnPath('no-such-command'), await isOnPath('bash')]).toEqual([false, true])
})

it('passes stderr on as it comes', async () => {
  let text = ''
  await runTool('bash', ['-c', 'echo one >&2'], {
    onStderr: more => {
      text += more
    },
  })
  expect(text).toBe('one\n')
})

it('ends the command when it is aborted', async () => {
  const stop = new AbortController()
  const running = runTool('sleep', ['60'], { signal: stop.signal })
  stop.abort()
  await expect(running).rejects.toMatchObject({ name: 'AbortError' })
})
