import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { type Directions, TcpConnection } from './tcp-connection.mts'

/**
 * The only way of one pod to the server, as a port on loopback. Cut, it drops silently, as a network
 * does: nobody gets a reset. What both sides still wait for arrives after healing, as TCP sends it
 * again; what a side sent that has given up meanwhile never does.
 *
 * One thing differs from a real network. The kernel accepts on loopback what a cut would keep from
 * being answered: a connection made during a cut is there for the client, and carried to the server
 * after healing only. A client whose dial is to time out must count its TLS handshake as part of it.
 */
export interface Path {
  readonly id: string
  /** On 127.0.0.1. */
  readonly port: number
  /** Cuts these directions and no others, whatever was cut before. */
  cut(directions: Directions): void
  heal(): void
  /** Ends every connection and the listener. */
  close(): Promise<void>
}

export const openPath = async (id: string, serverPort: number): Promise<Path> => {
  const connections = new Set<TcpConnection>()
  let current: Directions = { egress: false, ingress: false }

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, client => {
    const connection = new TcpConnection({
      client,
      serverPort,
      cut: current,
      onClose: () => connections.delete(connection),
    })
    connections.add(connection)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  // Without this, a failed accept (too many open files) would end the process.
  listener.on('error', () => {})

  const cut = ({ egress, ingress }: Directions): void => {
    current = { egress, ingress }
    for (const connection of connections) connection.setCut(current)
  }
  return {
    id,
    port: (listener.address() as AddressInfo).port,
    cut,
    heal: () => cut({ egress: false, ingress: false }),
    close: () => {
      for (const connection of connections) connection.close()
      return closeListener(listener)
    },
  }
}

/** Succeeds also when it is closed already. */
const closeListener = (listener: Server): Promise<void> =>
  new Promise(resolve => listener.close(() => resolve()))
