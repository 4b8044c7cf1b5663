import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../../kube/api-server.fixture.mts'
import { nodes } from '../../kube/resources.mts'
import { allowAll } from '../apiserver/auth.mts'
import { createNetwork, type Network, type NetworkPath } from '../network/network.mts'
import { GoTransport, type TransportTimeouts } from './go-transport.mts'

let test: TestApi
let network: Network
let path: NetworkPath
let transport: GoTransport | undefined
beforeEach(async () => {
  test = await startTestApi()
  test.server.tokens.add('secret', { name: 'npd', groups: [], rules: allowAll })
  network = createNetwork({ serverPort: test.server.port })
  path = await network.attach('pod')
  await test.api.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } })
})
afterEach(async () => {
  transport?.close()
  await network.close()
  await test.close()
})

const connect = (timeouts: Partial<TransportTimeouts> = {}) => {
  transport = new GoTransport(
    {
      host: '127.0.0.1',
      port: path.port,
      caCertificate: test.certificate,
      token: 'secret',
      userAgent: 'npd/1',
    },
    timeouts,
  )
  return transport
}

const both = { egress: true, ingress: true }
const getNode = { method: 'GET', path: '/api/v1/nodes/a' } as const

it('sends all requests over one connection', async () => {
  const client = connect()
  const answers = await Promise.all([client.request(getNode), client.request(getNode)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(JSON.parse(answers[0]?.body ?? '').metadata.name).toBe('a')
})

it('sends a body with its type', async () => {
  const { status } = await connect().request({
    method: 'PATCH',
    path: '/api/v1/nodes/a',
    contentType: 'application/merge-patch+json',
    body: '{"metadata":{"labels":{"x":"1"}}}',
  })
  expect([status, (await test.api.get(nodes, 'a')).metadata.labels]).toEqual([200, { x: '1' }])
})

it('drops a connection when a ping is not answered', async () => {
  const client = connect({ readIdle: 50, ping: 50 })
  await client.request(getNode)
  path.partition(both)
  await expect(client.request(getNode)).rejects.toThrow(
    `Get "https://127.0.0.1:${path.port}/api/v1/nodes/a": http2: client connection lost`,
  )
})

it('keeps a connection whose pings are answered', async () => {
  const client = connect({ readIdle: 20, ping: 1_000 })
  await client.request(getNode)
  await new Promise(resolve => setTimeout(resolve, 100))
  expect((await client.request(getNode)).status).toBe(200)
})

it('does not fail when the idle timeout and the health check are due at the same time', async () => {
  const idle = () => connect({ readIdle: 100, idleConnection: 300 })
  const clients = Array.from({ length: 40 }, idle)
  await Promise.all(clients.map(client => client.request(getNode)))
  await new Promise(resolve => setTimeout(resolve, 450))
  const answers = await Promise.all(clients.map(client => client.request(getNode)))
  expect(answers.map(({ status }) => status)).toEqual(clients.map(() => 200))
})

it('times out a dial that is not answered', async () => {
  path.partition(both)
  await expect(connect({ dial: 50 }).request({ ...getNode, method: 'POST' })).rejects.toThrow(
    `Post "https://127.0.0.1:${path.port}/api/v1/nodes/a": dial tcp 127.0.0.1:${path.port}: i/o timeout`,
  )
})

it('reaches the server again after healing', async () => {
  const client = connect({ dial: 50, readIdle: 50, ping: 50 })
  path.partition(both)
  await expect(client.request(getNode)).rejects.toThrow('i/o timeout')
  path.heal()
  expect((await client.request(getNode)).status).toBe(200)
})

it('reports the address if the connection is refused', async () => {
  const { port } = path
  await path.close()
  await expect(connect().request(getNode)).rejects.toThrow(
    `dial tcp 127.0.0.1:${port}: connect: connection refused`,
  )
})

it('ends an aborted request', async () => {
  const client = connect()
  await client.request(getNode)
  path.partition(both)
  const controller = new AbortController()
  const request = client.request({ ...getNode, signal: controller.signal })
  setImmediate(() => controller.abort())
  await expect(request).rejects.toThrow('context canceled')
})
