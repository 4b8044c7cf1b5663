import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  bothDirections,
  dial,
  openConnectedPath,
  openPathTo,
  openTestPath,
  serve,
  waitForDelivery,
} from './tcp-peers.fixture.mts'

test.each([
  ['ends', (socket: Socket) => socket.end()],
  ['is closed', (socket: Socket) => socket.destroy()],
  ['is reset', (socket: Socket) => socket.resetAndDestroy()],
])('bytes from a client that %s during the partition never arrive', async (_, giveUp) => {
  const { path, client, server } = await openConnectedPath()
  path.partition(bothDirections)
  client.socket.write('PATCH')
  await waitForDelivery()
  giveUp(client.socket)
  await waitForDelivery()
  expect(server.hasEnded()).toBe(false)
  path.heal()
  await once(server.socket, 'end')
  expect(server.text()).toBe('hello ')
})

test('bytes from a client that closes just before healing never arrive', async () => {
  const { path, client, server } = await openConnectedPath()
  path.partition(bothDirections)
  client.socket.write('PATCH')
  await waitForDelivery()
  client.socket.destroy()
  await once(client.socket, 'close')
  await waitForDelivery()
  path.heal()
  await once(server.socket, 'end')
  expect(server.text()).toBe('hello ')
})

test('a client that closes during the partition delivers no bytes, even more than the path can buffer', async () => {
  const { path, client, server } = await openConnectedPath()
  path.partition(bothDirections)
  client.socket.write(Buffer.alloc(2 * 1024 * 1024, 'x'))
  await waitForDelivery()
  client.socket.destroy()
  await waitForDelivery()
  path.heal()
  await once(server.socket, 'end')
  expect(server.text()).toBe('hello ')
})

test('a client sees the close of a server during a partition only after healing', async () => {
  const { path, client, server } = await openConnectedPath()
  path.partition(bothDirections)
  server.socket.write('late answer')
  server.socket.destroy()
  await waitForDelivery()
  expect([client.hasEnded(), client.error()]).toEqual([false, undefined])
  path.heal()
  await once(client.socket, 'end')
  expect(client.text()).toBe('welcome ')
})

test('a connection opened and closed during a partition never reaches the server', async () => {
  const { path, acceptedPeers } = await openTestPath()
  path.partition(bothDirections)
  const client = await dial(path)
  client.socket.write('GET')
  client.socket.destroy()
  await waitForDelivery()
  path.heal()
  await waitForDelivery()
  expect(acceptedPeers).toHaveLength(0)
})

test('a path that is not partitioned forwards a reset', async () => {
  const { client, server } = await openConnectedPath()
  server.socket.resetAndDestroy()
  await expect.poll(client.error).toBe('ECONNRESET')
})

test('a client is reset if the server is not listening', async () => {
  const server = await serve(() => {})
  const path = await openPathTo(server)
  await new Promise(resolve => server.close(resolve))
  const client = await dial(path)
  await expect.poll(client.error).toBe('ECONNRESET')
})

test('a client that connects and ends during a partition is closed after a minute', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { path } = await openTestPath()
  path.partition(bothDirections)
  const client = await dial(path)
  client.socket.end('GET')
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  vi.advanceTimersByTime(59_999)
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  expect(client.hasEnded()).toBe(false)
  vi.advanceTimersByTime(1)
  await once(client.socket, 'end')
})
