import { expect, test } from 'vitest'
import { ContainerLog, type LogLine } from './container-log.mts'

const texts = async (lines: AsyncIterable<LogLine>): Promise<string[]> => {
  const all: string[] = []
  for await (const line of lines) all.push(line.text)
  return all
}

const createLog = (...lines: string[]): ContainerLog => {
  const log = new ContainerLog(3)
  for (const line of lines) log.write(line)
  return log
}

test('a log is read from its beginning', async () => {
  expect(await texts(createLog('a', 'b').read())).toEqual(['a', 'b'])
})

test('the oldest lines are dropped', async () => {
  expect(await texts(createLog('a', 'b', 'c', 'd').read())).toEqual(['b', 'c', 'd'])
})

test.each([
  [0, []],
  [2, ['b', 'c']],
  [9, ['a', 'b', 'c']],
])('the tail of %i lines is %j', async (tailLines, lines) => {
  expect(await texts(createLog('a', 'b', 'c').read({ tailLines }))).toEqual(lines)
})

test('following returns every line until the container ends', async () => {
  const log = createLog('a')
  const following = texts(log.read({ follow: true }))
  log.write('b')
  await Promise.resolve()
  log.write('c')
  log.end()
  expect(await following).toEqual(['a', 'b', 'c'])
})

test('following the log of an ended container ends after its last line', async () => {
  const log = createLog('a')
  log.end()
  expect(await texts(log.read({ follow: true }))).toEqual(['a'])
})

test('aborting ends following without an error', async () => {
  const abort = new AbortController()
  const following = texts(createLog('a').read({ follow: true, signal: abort.signal }))
  abort.abort()
  expect(await following).toEqual(['a'])
})
