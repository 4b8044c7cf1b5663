import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  bothDirections,
  egressOnly,
  openConnectedPath,
  waitForDelivery,
} from './tcp-peers.fixture.mts'

test('a stream that is partitioned and healed many times arrives complete and without duplicates', async () => {
  const { path, client, server } = await openConnectedPath()
  const sent = Buffer.alloc(8 * 1024 * 1024, 'hello ')
  for (let i = 0; i < sent.length; i += 4) sent.writeUInt32BE(i, i)
  for (let at = 0; at < sent.length; at += 512 * 1024) {
    client.socket.write(sent.subarray(at, at + 512 * 1024))
  }
  for (let round = 0; round < 10; round++) {
    await delay(2)
    path.partition(round % 2 ? bothDirections : egressOnly)
    await delay(2)
    path.heal()
    if (round % 3 === 0) path.partition(bothDirections)
  }
  path.heal()
  await expect.poll(() => server.bytes().length, { timeout: 5000 }).toBe(sent.length + 6)
  expect(server.bytes().subarray(6).equals(sent)).toBe(true)
})

test('a partition or a slow receiver applies back pressure to the sender', async () => {
  const { path, client, server } = await openConnectedPath()
  const sent = Buffer.alloc(32 * 1024 * 1024, 'x')
  path.partition(egressOnly)
  client.socket.write(sent)
  await waitForDelivery()
  expect(client.socket.writableLength).toBeGreaterThan(0)
  server.socket.pause()
  path.heal()
  await waitForDelivery()
  expect(client.socket.writableLength).toBeGreaterThan(0)
  server.socket.resume()
  await expect.poll(() => server.bytes().length, { timeout: 10_000 }).toBe(sent.length + 6)
})
