import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createPhases } from './phases.mts'

const open = (isTTY = false) => {
  const stream = new PassThrough().setEncoding('utf8') as unknown as NodeJS.WriteStream
  const move = () => true
  Object.assign(stream, { isTTY, columns: 80, cursorTo: move, moveCursor: move, clearLine: move })
  return {
    phases: createPhases(stream),
    text: () => String(stream.read()).replace(/\d\.\d s/, 'N s'),
  }
}

const gate = () => {
  let resolve = () => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve }
}

it('prints a line with the result when a phase is done', async () => {
  const { phases, text } = open()
  expect(
    await phases.run(
      'nodes',
      async () => 4,
      count => `${count} nodes`,
    ),
  ).toBe(4)
  expect(text()).toMatch(/^ {2}✓ nodes {22,}N s {2}4 nodes\n$/)
})

it('marks a failed phase, and rejects with the same error', async () => {
  const { phases, text } = open()
  await expect(phases.run('nodes', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(text()).toMatch(/^ {2}✗ nodes +N s\n$/)
})

it('distinguishes a stopped phase from a failed one', async () => {
  const { phases, text } = open()
  const stopped = AbortSignal.abort()
  await expect(phases.run('image', async () => stopped.throwIfAborted())).rejects.toThrow()
  expect(text()).toMatch(/^ {2}– image +N s {2}stopped\n$/)
})

it('runs phases at the same time, and lists all running phases on a terminal', async () => {
  const { phases, text } = open(true)
  const { promise, resolve } = gate()
  const first = phases.run('image', () => promise)
  await phases.run('cluster', async () => {})
  resolve()
  await first
  const lines = text()
  expect(lines).toContain('image, cluster')
  expect(lines.indexOf('✓ cluster')).toBeGreaterThan(0)
  expect(lines.indexOf('✓ image')).toBeGreaterThan(lines.indexOf('✓ cluster'))
})

it('prints notes unchanged', () => {
  const { phases, text } = open()
  phases.note('by the way')
  expect(text()).toBe('by the way\n')
})

it('adds no handler for Ctrl-C, even while a spinner is shown', async () => {
  const { phases } = open(true)
  const before = process.listeners('SIGINT')
  await phases.run('nodes', async () => expect(process.listeners('SIGINT')).toEqual(before))
})
