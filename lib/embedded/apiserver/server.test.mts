import { connect } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCredentials } from '../credentials.mts'
import { allowAll } from './auth.mts'
import { kinds } from './kinds.mts'
import { type ApiServer, startApiServer } from './server.mts'

let server: ApiServer
let certificate: string

beforeAll(async () => {
  const credentials = await createCredentials()
  certificate = credentials.certificate
  server = await startApiServer({ tls: credentials, kinds, gitVersion: 'v1.35.1' })
  server.tokens.add('admin', { name: 'admin', groups: ['system:masters'], rules: allowAll })
  server.tokens.add('reader', {
    name: 'reader',
    groups: [],
    rules: [{ verbs: ['get'], apiGroups: [''], resources: ['nodes'] }],
  })
})
afterAll(() => server.close())

interface TestResponse {
  code: number
  body: Record<string, unknown> & { message?: string; metadata?: Record<string, unknown> }
}

const send = (
  method: string,
  path: string,
  body?: unknown,
  { token = 'admin', type = 'application/json' } = {},
): Promise<TestResponse> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type }
    const { port } = server
    const request = httpsRequest(
      { host: '127.0.0.1', port, path, method, headers, ca: certificate },
      response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', chunk => {
          text += chunk
        })
        response.on('end', () =>
          resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) }),
        )
      },
    )
    request.on('error', reject)
    request.end(typeof body === 'string' ? body : JSON.stringify(body))
  })

const node = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })

test('an object is created, read, changed and deleted', async () => {
  expect((await send('POST', '/api/v1/nodes', node('a'))).code).toBe(201)
  expect((await send('POST', '/api/v1/nodes', node('a'))).body.message).toBe(
    'nodes "a" already exists',
  )
  const type = 'application/merge-patch+json'
  const patched = await send(
    'PATCH',
    '/api/v1/nodes/a',
    { metadata: { labels: { x: 'y' } } },
    { type },
  )
  expect(patched.body.metadata?.labels).toEqual({ x: 'y' })
  expect((await send('DELETE', '/api/v1/nodes/a')).code).toBe(200)
  expect((await send('GET', '/api/v1/nodes/a')).body).toMatchObject({
    code: 404,
    reason: 'NotFound',
    message: 'nodes "a" not found',
  })
})

test('a status only changes through its subresource', async () => {
  await send('POST', '/api/v1/nodes', node('b'))
  const time = '2026-01-01T00:00:00Z'
  const conditions = [
    { type: 'X', status: 'True', lastHeartbeatTime: time, lastTransitionTime: time },
  ]
  const type = 'application/strategic-merge-patch+json'
  await send('PATCH', '/api/v1/nodes/b', { status: { conditions } }, { type })
  expect((await send('GET', '/api/v1/nodes/b')).body).not.toHaveProperty('status.conditions')
  await send('PATCH', '/api/v1/nodes/b/status', { status: { conditions } }, { type })
  expect((await send('GET', '/api/v1/nodes/b')).body).toHaveProperty(
    'status.conditions',
    conditions,
  )
})

test('an update with an old resourceVersion is a conflict', async () => {
  const { body } = await send('POST', '/api/v1/nodes', node('c'))
  const type = 'application/merge-patch+json'
  await send('PATCH', '/api/v1/nodes/c', { metadata: { labels: { x: 'y' } } }, { type })
  const { code, body: status } = await send('PUT', '/api/v1/nodes/c', body)
  expect(code).toBe(409)
  expect(status.message).toMatch(/^Operation cannot be fulfilled on nodes "c": the object has been/)
})

test('requests without a token or without permission are rejected', async () => {
  expect((await send('GET', '/api/v1/nodes', undefined, { token: 'wrong' })).code).toBe(401)
  const { body } = await send('GET', '/api/v1/nodes', undefined, { token: 'reader' })
  expect(body.message).toBe(
    'nodes is forbidden: User "reader" cannot list resource "nodes" in API group "" at the cluster scope',
  )
})

test('an unknown path returns 404', async () => {
  expect((await send('GET', '/api/v1/unicorns')).body.message).toBe(
    'the server could not find the requested resource',
  )
})

test('the log of a missing pod or container is an error', async () => {
  const pods = '/api/v1/namespaces/logs/pods'
  await send('POST', '/api/v1/namespaces', { metadata: { name: 'logs' } })
  const spec = { containers: [{ name: 'main', image: 'i' }] }
  await send('POST', pods, { metadata: { name: 'p' }, spec })
  expect(await send('GET', `${pods}/none/log`)).toMatchObject({
    code: 404,
    body: { reason: 'NotFound', message: 'pods "none" not found' },
  })
  expect(await send('GET', `${pods}/p/log?container=none`)).toMatchObject({
    code: 400,
    body: { reason: 'BadRequest', message: 'container none is not valid for pod p' },
  })
  expect((await send('GET', `${pods}/p/log?tailLines=-1`)).body.message).toBe(
    'PodLogOptions "p" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  )
})

test('a null access review is invalid', async () => {
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  expect(await send('POST', path, null)).toMatchObject({ code: 422, body: { reason: 'Invalid' } })
})

test.each([
  ['[', 'application/yaml'],
  ['- ', 'application/yaml'],
  ['{"a":', 'application/json'],
])('a body with 20,000 levels of %s is rejected', async (text, type) => {
  expect((await send('POST', '/api/v1/nodes', text.repeat(20_000), { type })).code).toBe(400)
})

test('a list can be read in pages', async () => {
  for (const name of ['p1', 'p2', 'p3']) await send('POST', '/api/v1/nodes', node(name))
  const names = []
  let token = ''
  do {
    const { body } = await send('GET', `/api/v1/nodes?limit=1&continue=${token}`)
    names.push(
      ...(body.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name),
    )
    token = String(body.metadata?.continue ?? '')
  } while (token)
  expect(names).toEqual(expect.arrayContaining(['p1', 'p2', 'p3']))
  expect(new Set(names).size).toBe(names.length)
})

test('server-side apply owns the fields it sets and reports conflicting owners', async () => {
  const apply = (manager: string, value: string) =>
    send(
      'PATCH',
      `/api/v1/nodes/ssa?fieldManager=${manager}`,
      { ...node('ssa'), metadata: { name: 'ssa', labels: { x: value } } },
      { type: 'application/apply-patch+yaml' },
    )
  expect((await apply('one', 'a')).code).toBe(201)
  expect((await apply('two', 'b')).body.message).toBe(
    'Apply failed with 1 conflict: conflict with "one": .metadata.labels.x',
  )
  expect((await apply('one', 'c')).body.metadata?.labels).toEqual({ x: 'c' })
})

test('a watch over HTTP/2 streams changes since its resourceVersion', async () => {
  const session = connect(server.url, { ca: certificate })
  const { body } = await send('GET', '/api/v1/nodes?limit=1')
  const stream = session.request({
    ':path': `/api/v1/nodes?watch=true&resourceVersion=${body.metadata?.resourceVersion}`,
    authorization: 'Bearer admin',
  })
  await send('POST', '/api/v1/nodes', node('watched'))
  const [chunk] = await new Promise<Buffer[]>(resolve =>
    stream.once('data', (...all) => resolve(all)),
  )
  expect(JSON.parse(String(chunk))).toMatchObject({
    type: 'ADDED',
    object: { metadata: { name: 'watched' } },
  })
  session.destroy()
})
