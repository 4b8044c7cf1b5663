import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodeOf, podOf } from '../chaos/chaos.fixture.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { configMaps, nodes, pods } from '../kube/resources.mts'
import type { ConfigMap } from '../kube/types.mts'
import { type Answer, readUntil, send } from './live.fixture.mts'
import { startLive } from './live.mts'

let test: TestApi
let page: Awaited<ReturnType<typeof startLive>>
let printed: string
let cookie: string
beforeEach(async () => {
  printed = ''
  test = await startTestApi({
    readPodLog: async function* () {
      yield { time: new Date(), text: 'I1128 one' }
    },
  })
  for (const name of ['a', 'b']) {
    await test.api.create(nodes, nodeOf(name))
    await report(name, 'False', 1)
    await test.api.create(
      pods,
      podOf(`npd-${name}`, name, { labels: { app: 'node-problem-detector' } }),
    )
  }
})
afterEach(async () => {
  await page.close()
  await test.close()
})

const report = (node: string, status: string, second: number) => {
  const lastHeartbeatTime = new Date(second * 1000).toISOString().replace('.000', '')
  const conditions = ['NetworkProblem', 'Ready'].map(type => ({
    type,
    status,
    reason: 'R',
    lastHeartbeatTime,
  }))
  const body = { status: { conditions } }
  return test.api.patch(nodes, node, { type: 'strategic', body }, { subresource: 'status' })
}

const start = async ({ allowChanges = true } = {}) => {
  page = await startLive({
    cluster: { type: 'existing', api: test.api },
    choice: { cluster: undefined, context: 'my cluster' },
    type: 'NetworkProblem',
    port: 0,
    allowChanges,
    openBrowser: false,
    signal: new AbortController().signal,
    print: text => {
      printed += text
    },
  })
  const { headers } = await send(/http:\S+/.exec(printed)?.[0] ?? '')
  cookie = String(headers['set-cookie']).split(';')[0] ?? ''
}

const origin = () => new URL(/http:\S+/.exec(printed)?.[0] ?? '').origin
const read = (path: string) => send(origin() + path, { headers: { cookie } })
const act = (request: object): Promise<Answer> =>
  send(`${origin()}/actions`, {
    method: 'POST',
    headers: { cookie, origin: origin(), 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })

const follow = (pattern: RegExp) => readUntil(`${origin()}/events`, cookie, pattern)

const labelsOf = async (node: string) => (await test.api.get(nodes, node)).metadata.labels ?? {}

it('sends each change as a sentence, and draws the timeline', async () => {
  await start()
  const following = follow(/The API server now reports NetworkProblem True \(R\)/)
  await report('b', 'True', 2)
  expect(await following).toContain('"node":"b"')
  const { headers, body } = await read('/timeline.svg?span=60000')
  expect(headers['content-type']).toBe('image/svg+xml; charset=utf-8')
  expect(body).toMatch(/<rect class="true"/)
  expect(body).not.toContain('<style>')
})

it('rejects a request for a timeline with invalid times', async () => {
  await start()
  for (const query of ['span=1', 'span=99999999', 'span=x', 'to=x'])
    expect((await read(`/timeline.svg?${query}`)).status).toBe(400)
})

describe('an action', () => {
  it('changes the cluster, and shows the equivalent command for this context', async () => {
    await start()
    const following = follow(/"kind":"action"/)
    const { status, body } = await act({ action: 'demo-on', nodes: ['a'] })
    expect([status, JSON.parse(body).message]).toEqual([
      200,
      'You turned on DemoProblem for a. The condition changes the next time NPD runs the plugin.',
    ])
    expect(await labelsOf('a')).toMatchObject({ 'demo-problem': 'on' })
    expect(await following).toContain(
      "npx zx scripts/demo-problem.mts a --context 'my cluster' --yes",
    )
  })

  it('reports its error with the fix', async () => {
    await start()
    const { status, body } = await act({ action: 'demo-on', nodes: ['z'] })
    expect([status, JSON.parse(body)]).toEqual([
      409,
      {
        message: 'Failed to label the node: `z` does not exist in this cluster.',
        hint: 'Choose one of a, b.',
      },
    ])
  })

  it.each([
    [{ action: 'erase' }],
    [{ action: 'demo-on', nodes: ['$(reboot)'] }],
    [{ action: 'demo-on', nodes: 'a' }],
    [{}],
  ])('is rejected if it is %j', async request => {
    await start()
    expect((await act(request)).status).toBe(400)
  })

  it('is rejected on a read-only page, and does not change anything', async () => {
    await start({ allowChanges: false })
    const { status, body } = await act({ action: 'demo-on', nodes: ['a'] })
    expect([status, JSON.parse(body).message]).toEqual([
      403,
      'This page is read-only. Start it with --allow-changes to use its buttons on this cluster.',
    ])
    expect(await labelsOf('a')).not.toHaveProperty('demo-problem')
    const page = (await read('/')).body
    expect(page).toContain('This page is read-only.')
    expect(page).not.toContain('id="actions"')
  })
})

it('shows the plugins, and marks what the cluster does not provide', async () => {
  const definition = JSON.stringify({
    plugin: 'custom',
    pluginConfig: {},
    source: 's',
    conditions: [{ type: 'P', reason: 'Fine', message: 'm' }],
    rules: [{ type: 'permanent', condition: 'P', reason: 'Bad', path: './custom-config/p.sh' }],
  })
  await test.api.create<ConfigMap>(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'node-problem-detector-custom-config', namespace: 'kube-system' },
    data: { 'p.json': definition, 'p.sh': 'exit 0' },
  })
  await start()
  expect(JSON.parse((await read('/plugins')).body)).toEqual([
    { name: 'P', path: './custom-config/p.sh', definition, script: 'exit 0' },
  ])
  expect(JSON.parse((await read('/runs?node=a')).body)).toEqual({
    runs: null,
    log: ['I1128 one'],
    conditions: null,
    metrics: null,
  })
  expect((await read('/runs?node=..')).status).toBe(400)
})

it('draws a hundred nodes', async () => {
  await Promise.all(
    Array.from({ length: 98 }, async (_, index) => {
      await test.api.create(nodes, nodeOf(`node-${index}`))
      await report(`node-${index}`, 'False', 1)
    }),
  )
  await start()
  const { body } = await read('/timeline.svg')
  expect(body.match(/class="node"/g)).toHaveLength(100)
})
