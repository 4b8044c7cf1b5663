import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { createNetwork } from './network.mts'
import { bothDirections, serve, waitForDelivery } from './tcp-peers.fixture.mts'

/** TLS without a certificate: both sides share a key. */
const psk = Buffer.from('0123456789abcdef')
const tls = { ciphers: 'PSK-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' } as const

const startNetwork = async (serverPort: number) => {
  const network = createNetwork({ serverPort })
  onTestFinished(() => network.close())
  return network
}

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port

test('each ID has its own path until the path is closed', async () => {
  const network = await startNetwork(portOf(await serve(() => {})))
  const first = await network.attach('kube-system/a')
  const second = await network.attach('kube-system/b')
  expect(first.port).not.toBe(second.port)
  expect(network.find('kube-system/a')).toBe(first)
  expect(network.find('kube-system/c')).toBeUndefined()
  await expect(network.attach('kube-system/a')).rejects.toThrow('it already has a network path')

  await first.close()
  expect(network.find('kube-system/a')).toBeUndefined()
  const third = await network.attach('kube-system/a')
  await first.close()
  expect(network.find('kube-system/a')).toBe(third)
})

test('a TLS handshake over a path hangs during a partition and completes after healing', async () => {
  const server = createServer({ ...tls, pskCallback: () => psk }, socket => socket.pipe(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const network = await startNetwork(portOf(server))
  const { port, ...path } = await network.attach('kube-system/a')
  const dial = (): TLSSocket => {
    const socket = connect({
      ...tls,
      host: '127.0.0.1',
      port,
      checkServerIdentity: () => undefined,
      pskCallback: () => ({ psk, identity: 'pod' }),
    })
    onTestFinished(() => void socket.destroy())
    return socket
  }

  const first = dial()
  await once(first, 'secureConnect')
  first.write('before')
  expect(String((await once(first, 'data'))[0])).toBe('before')

  path.partition(bothDirections)
  first.write('during')
  const second = dial()
  let isSecure = false
  second.once('secureConnect', () => {
    isSecure = true
  })
  await waitForDelivery()
  expect(isSecure).toBe(false)

  path.heal()
  const [[answer]] = await Promise.all([once(first, 'data'), once(second, 'secureConnect')])
  expect(String(answer)).toBe('during')
})

test('closing the network closes every path', async () => {
  const network = await startNetwork(portOf(await serve(() => {})))
  await Promise.all(['a', 'b', 'c'].map(id => network.attach(id)))
  await network.close()
  expect(['a', 'b', 'c'].map(id => network.find(id))).toEqual([undefined, undefined, undefined])
})
