import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import {
  bothDirections,
  dial,
  egressOnly,
  ingressOnly,
  openConnectedPath,
  openPathTo,
  openTestPath,
  serve,
  waitForDelivery,
} from './tcp-peers.fixture.mts'

test('a path that is not partitioned carries bytes and the end of the stream in both directions', async () => {
  const { client, server } = await openConnectedPath()
  client.socket.end('bye')
  await expect.poll(server.hasEnded).toBe(true)
  server.socket.end('still here')
  await expect.poll(client.hasEnded).toBe(true)
  expect(server.text()).toBe('hello bye')
  expect(client.text()).toBe('welcome still here')
})

test('a partitioned path buffers bytes without a reset and delivers them after healing', async () => {
  const { path, client, server } = await openConnectedPath()
  path.partition(bothDirections)
  client.socket.write('a')
  server.socket.write('b')
  await waitForDelivery()
  expect([server.text(), client.text()]).toEqual(['hello ', 'welcome '])
  expect([client.hasEnded(), server.hasEnded()]).toEqual([false, false])
  path.heal()
  await expect.poll(server.text).toBe('hello a')
  await expect.poll(client.text).toBe('welcome b')
})

test.each([
  ['both directions', bothDirections],
  ['egress', egressOnly],
  ['ingress', ingressOnly],
])(
  'a connection opened during a partition (%s) reaches the server only after healing',
  async (_, blocked) => {
    const { path, acceptedPeers } = await openTestPath()
    path.partition(blocked)
    const client = await dial(path)
    client.socket.write('hello')
    await waitForDelivery()
    expect(acceptedPeers).toHaveLength(0)
    path.heal()
    await expect.poll(() => acceptedPeers[0]?.text()).toBe('hello')
    acceptedPeers[0]?.socket.write('welcome')
    await expect.poll(client.text).toBe('welcome')
  },
)

test('with egress blocked, responses from the server still arrive', async () => {
  const { path, client, server } = await openConnectedPath()
  path.partition(egressOnly)
  client.socket.write('lost for now')
  server.socket.end('watch event')
  await expect.poll(client.text).toBe('welcome watch event')
  await expect.poll(client.hasEnded).toBe(true)
  await waitForDelivery()
  expect(server.text()).toBe('hello ')
  path.heal()
  await expect.poll(server.text).toBe('hello lost for now')
})

test('with ingress blocked, requests still reach the server but responses do not reach the pod', async () => {
  const { path, client, server } = await openConnectedPath()
  path.partition(ingressOnly)
  client.socket.write('request')
  await expect.poll(server.text).toBe('hello request')
  server.socket.write('answer')
  await waitForDelivery()
  expect(client.text()).toBe('welcome ')
  path.heal()
  await expect.poll(client.text).toBe('welcome answer')
})

test('a second partition replaces the first', async () => {
  const { path, client, server } = await openConnectedPath()
  path.partition(bothDirections)
  client.socket.write('a')
  server.socket.write('b')
  path.partition(ingressOnly)
  await expect.poll(server.text).toBe('hello a')
  await waitForDelivery()
  expect(client.text()).toBe('welcome ')
})

test('a partition and healing apply to all connections of a path', async () => {
  const server = await serve(socket => {
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  const path = await openPathTo(server)
  const clients = await Promise.all(Array.from({ length: 200 }, () => dial(path)))
  for (const [index, client] of clients.entries()) client.socket.write(`${index} `)
  await expect.poll(() => clients.every(client => client.text() !== '')).toBe(true)
  path.partition(bothDirections)
  for (const client of clients) client.socket.write('again')
  await waitForDelivery()
  expect(clients.some(client => client.text().includes('again'))).toBe(false)
  path.heal()
  await expect
    .poll(() => clients.every((client, index) => client.text() === `${index} again`))
    .toBe(true)
})

test('closing a path immediately ends partitioned connections and stops the listener', async () => {
  const { path, client, server } = await openConnectedPath()
  path.partition(bothDirections)
  const late = await dial(path)
  const ends = [client, server, late].map(({ socket }) => once(socket, 'end').catch(() => {}))
  await path.close()
  await Promise.all(ends)
  const refused = connect({ host: '127.0.0.1', port: path.port })
  const [error] = await once(refused, 'error')
  expect(error.code).toBe('ECONNREFUSED')
  await path.close()
})
