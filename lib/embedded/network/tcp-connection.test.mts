import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import {
  both,
  cleanups,
  dial,
  openTo,
  serve,
  settle,
  start,
  startConnected,
} from './tcp-peers.fixture.mts'

test.each([
  ['ends', (socket: Socket) => socket.end()],
  ['is closed', (socket: Socket) => socket.destroy()],
  ['is reset', (socket: Socket) => socket.resetAndDestroy()],
])('what a client sent that %s during the cut never arrives', async (_, giveUp) => {
  const { path, client, server } = await startConnected()
  path.cut(both)
  client.socket.write('PATCH')
  await settle()
  giveUp(client.socket)
  await settle()
  expect(server.hasEnded()).toBe(false)
  path.heal()
  await once(server.socket, 'end')
  expect(server.text()).toBe('hello ')
})

test('a client that closes just before healing is noticed', async () => {
  const { path, client, server } = await startConnected()
  path.cut(both)
  client.socket.write('PATCH')
  await settle()
  client.socket.destroy()
  path.heal()
  await once(server.socket, 'end')
  expect(server.text()).toBe('hello ')
})

test('a client with more bytes under way than the path holds, gone during the cut, delivers none', async () => {
  const { path, client, server } = await startConnected()
  path.cut(both)
  client.socket.write(Buffer.alloc(2 * 1024 * 1024, 'x'))
  await settle()
  client.socket.destroy()
  await settle()
  path.heal()
  await once(server.socket, 'end')
  expect(server.text()).toBe('hello ')
})

test('a server that closes during the cut is seen to be gone after healing only', async () => {
  const { path, client, server } = await startConnected()
  path.cut(both)
  server.socket.write('late answer')
  server.socket.destroy()
  await settle()
  expect([client.hasEnded(), client.error()]).toEqual([false, undefined])
  path.heal()
  await once(client.socket, 'end')
  expect(client.text()).toBe('welcome ')
})

test('a connection made and given up during a cut never reaches the server', async () => {
  const { path, accepted } = await start()
  path.cut(both)
  const client = await dial(path)
  client.socket.write('GET')
  client.socket.destroy()
  await settle()
  path.heal()
  await settle()
  expect(accepted).toHaveLength(0)
})

test('a reset reaches the other side of an uncut path', async () => {
  const { client, server } = await startConnected()
  server.socket.resetAndDestroy()
  await expect.poll(client.error).toBe('ECONNRESET')
})

test('a server that does not listen resets the client', async () => {
  const server = await serve(() => {})
  const path = await openTo(server)
  await new Promise(resolve => server.close(resolve))
  const client = await dial(path)
  await expect.poll(client.error).toBe('ECONNRESET')
})

test('a client that ends during a cut without ever having had a server is let go in time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  cleanups.push(() => vi.useRealTimers())
  const { path } = await start()
  path.cut(both)
  const client = await dial(path)
  client.socket.end('GET')
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  vi.advanceTimersByTime(59_999)
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  expect(client.hasEnded()).toBe(false)
  vi.advanceTimersByTime(1)
  await once(client.socket, 'end')
})
