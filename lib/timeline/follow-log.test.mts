import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { podOf } from '../chaos/chaos.fixture.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { pods } from '../kube/resources.mts'
import { followLog, LogPosition } from './follow-log.mts'

describe('LogPosition', () => {
  it('requests recent lines first, and then the lines since the last one', () => {
    const place = new LogPosition()
    expect(place.nextRequestOptions()).toEqual({ tailLines: 1000 })
    place.advance('2026-01-01T00:00:00.1Z one')
    expect(place.nextRequestOptions()).toEqual({ sinceSeconds: 3 })
  })

  it('reads each line once, even with equal timestamps', () => {
    const place = new LogPosition()
    const lines = ['1Z a', '2Z b', '2Z c', '1Z a', '2Z b', '2Z c', '2Z d', '3Z ']
    expect(lines.map(line => place.advance(line))).toEqual([
      'a',
      'b',
      'c',
      undefined,
      undefined,
      undefined,
      'd',
      '',
    ])
  })
})

describe('followLog', () => {
  let test: TestApi
  let reads = 0
  beforeAll(async () => {
    test = await startTestApi({
      readPodLog: (_, { follow, sinceTime }) => {
        reads++
        // At first there is no container. Later, each connection ends after one more line.
        if (reads === 1) return undefined
        const texts = ['one', 'two', 'three', 'four'].slice(0, follow ? reads - 1 : 1)
        const stamped = texts.map((text, index) => ({ time: new Date(index + 1), text }))
        expect(sinceTime === undefined).toBe(!follow)
        return (async function* () {
          yield* stamped
        })()
      },
    })
  })
  afterAll(() => test.close())

  it('waits for the container, and continues when the connection ends', async () => {
    const controller = new AbortController()
    const seen: string[] = []
    const pod = await test.api.create(pods, podOf('npd-a', 'a'))
    await followLog(test.api, pod, controller.signal, {
      onBacklog: texts => seen.push(...texts.map(text => `(${text})`)),
      onLine: text => {
        seen.push(text)
        if (text === 'four') controller.abort()
      },
    })
    expect(seen).toEqual(['(one)', 'two', 'three', 'four'])
  })
})
