import { afterAll, beforeAll, expect, it } from 'vitest'
import { podOf } from '../chaos/chaos.fixture.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { nodes, pods } from '../kube/resources.mts'
import { findNpdPods, followLogs, readLogs } from './read-logs.mts'

const { signal } = new AbortController()
const labels = { app: 'node-problem-detector' }

let test: TestApi
beforeAll(async () => {
  test = await startTestApi({
    readPodLog: async function* ({ metadata }) {
      for (const text of ['one', 'two'])
        yield { time: new Date(), text: `${metadata.name} ${text}` }
    },
  })
  for (const name of ['a', 'b', 'empty'])
    await test.api.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name } })
  await test.api.create(pods, podOf('npd-b', 'b', { labels }))
  await test.api.create(pods, podOf('npd-a', 'a', { labels }))
  await test.api.create(pods, podOf('other', 'a'))
})
afterAll(() => test.close())

it('finds the pods of NPD by node', async () => {
  const namesOf = async (...names: string[]) =>
    (await findNpdPods(test.api, names)).map(({ metadata }) => metadata.name)
  expect(await namesOf()).toEqual(['npd-a', 'npd-b'])
  expect(await namesOf('b')).toEqual(['npd-b'])
})

it('rejects an unknown node and a node without NPD', async () => {
  await expect(findNpdPods(test.api, ['z'])).rejects.toMatchObject({
    message: 'Failed to read logs: node `z` does not exist in this cluster.',
    hint: 'Choose from a, b, empty.',
  })
  await expect(findNpdPods(test.api, ['empty'])).rejects.toThrow(
    'no node-problem-detector pod was found',
  )
})

it('reads pod by pod, and follows all pods at the same time', async () => {
  const found = await findNpdPods(test.api, [])
  const read: string[] = []
  for await (const { node, text } of readLogs(test.api, found, signal)) read.push(`${node} ${text}`)
  expect(read).toEqual(['a npd-a one', 'a npd-a two', 'b npd-b one', 'b npd-b two'])
  const followed: string[] = []
  await followLogs(test.api, found, signal, ({ text }) => followed.push(text))
  expect(followed.sort()).toEqual(['npd-a one', 'npd-a two', 'npd-b one', 'npd-b two'])
})
