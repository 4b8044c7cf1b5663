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

it('writes a line when a phase is done, with what became of it', async () => {
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

it('marks a phase that failed, and passes the failure on', async () => {
  const { phases, text } = open()
  await expect(phases.run('nodes', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(text()).toMatch(/^ {2}✗ nodes +N s\n$/)
})

it('tells what was stopped from what failed', async () => {
  const { phases, text } = open()
  const stopped = AbortSignal.abort()
  await expect(phases.run('image', async () => stopped.throwIfAborted())).rejects.toThrow()
  expect(text()).toMatch(/^ {2}– image +N s {2}stopped\n$/)
})

it('lets phases overlap, and on a terminal names all that are under way', async () => {
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

it('writes notes as they are', () => {
  const { phases, text } = open()
  phases.note('by the way')
  expect(text()).toBe('by the way\n')
})

it('leaves Ctrl-C to the script, also while a spinner turns', async () => {
  const { phases } = open(true)
  const before = process.listeners('SIGINT')
  await phases.run('nodes', async () => expect(process.listeners('SIGINT')).toEqual(before))
})
