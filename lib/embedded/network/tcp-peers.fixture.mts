import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { type NetworkPath, openNetworkPath } from './pod-path.mts'

/** Test helpers with real sockets on both sides of a path. The sockets are closed after each test. */

export const bothDirections = { egress: true, ingress: true }
export const egressOnly = { egress: true, ingress: false }
export const ingressOnly = { egress: false, ingress: true }

/** Waits long enough for any bytes on loopback to arrive. */
export const waitForDelivery = () => delay(40)

/** A socket and the bytes received from it. */
export interface Peer {
  socket: Socket
  text: () => string
  bytes: () => Buffer
  hasEnded: () => boolean
  error: () => string | undefined
}

const listenTo = (socket: Socket): Peer => {
  const chunks: Buffer[] = []
  let error: string | undefined
  socket.on('data', chunk => chunks.push(chunk))
  socket.on('error', (failure: NodeJS.ErrnoException) => {
    error = failure.code
  })
  onTestFinished(() => void socket.destroy())
  const bytes = () => Buffer.concat(chunks)
  return {
    socket,
    bytes,
    text: () => bytes().toString(),
    hasEnded: () => socket.readableEnded,
    error: () => error,
  }
}

export const serve = async (onConnection: (socket: Socket) => void): Promise<Server> => {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, onConnection)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server
}

export const openPathTo = async (server: Server): Promise<NetworkPath> => {
  const path = await openNetworkPath('kube-system/npd', (server.address() as AddressInfo).port)
  onTestFinished(() => path.close())
  return path
}

export const dial = async (path: NetworkPath): Promise<Peer> => {
  const socket = connect({
    host: '127.0.0.1',
    port: path.port,
    allowHalfOpen: true,
    noDelay: true,
  })
  await once(socket, 'connect')
  return listenTo(socket)
}

/** Opens a path to a server that records everything it receives. */
export const openTestPath = async () => {
  const acceptedPeers: Peer[] = []
  const server = await serve(socket => acceptedPeers.push(listenTo(socket)))
  return { path: await openPathTo(server), acceptedPeers }
}

/** Like `openTestPath`, with one open connection on which both sides have sent bytes. */
export const openConnectedPath = async () => {
  const { path, acceptedPeers } = await openTestPath()
  const client = await dial(path)
  client.socket.write('hello ')
  await expect.poll(() => acceptedPeers[0]?.text()).toBe('hello ')
  const server = acceptedPeers[0]
  if (!server) throw new Error('no connection')
  server.socket.write('welcome ')
  await expect.poll(client.text).toBe('welcome ')
  return { path, acceptedPeers, client, server }
}
