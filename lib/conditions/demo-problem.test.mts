import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { nodes } from '../kube/resources.mts'
import { setDemoProblem } from './demo-problem.mts'

let test: TestApi
beforeAll(async () => {
  test = await startTestApi()
  await test.api.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } })
})
afterAll(() => test.close())

it('sets and removes the label that the plugin reads', async () => {
  const labelsOf = async (on: boolean) => (await setDemoProblem(test.api, 'a', on)).metadata.labels
  expect(await labelsOf(true)).toEqual({ 'demo-problem': 'on' })
  expect((await labelsOf(false)) ?? {}).toEqual({})
})

it('lists the existing nodes for an unknown node', async () => {
  await expect(setDemoProblem(test.api, 'b', true)).rejects.toMatchObject({
    message: 'Failed to label the node: `b` does not exist in this cluster.',
    hint: 'Choose one of a.',
  })
})
