import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { type BlockedDirections, TcpConnection } from './tcp-connection.mts'

/**
 * One pod's only route to the server, through a loopback port. Like a real network, a partitioned path drops
 * traffic without sending resets. After healing, bytes arrive late, as if TCP had retransmitted them. If the sender
 * has closed in the meantime, its bytes never arrive.
 *
 * There is one difference from a real network. During a partition, the kernel still accepts connections on
 * loopback, so a client sees them as established. They reach the server only after healing. A client's dial timeout
 * must therefore include the TLS handshake.
 */
export interface NetworkPath {
  readonly id: string
  /** On 127.0.0.1. */
  readonly port: number
  /** Blocks traffic in these directions. Replaces an earlier partition. */
  partition(directions: BlockedDirections): void
  heal(): void
  /** Closes every connection and the listener. */
  close(): Promise<void>
}

export const openNetworkPath = async (id: string, serverPort: number): Promise<NetworkPath> => {
  const connections = new Set<TcpConnection>()
  let blockedDirections: BlockedDirections = { egress: false, ingress: false }

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, client => {
    const connection = new TcpConnection({
      client,
      serverPort,
      blocked: blockedDirections,
      onClose: () => connections.delete(connection),
    })
    connections.add(connection)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  // Without an error handler, a failed accept (too many open files) would crash the process.
  listener.on('error', () => {})

  const partition = ({ egress, ingress }: BlockedDirections): void => {
    blockedDirections = { egress, ingress }
    for (const connection of connections) connection.setBlocked(blockedDirections)
  }
  return {
    id,
    port: (listener.address() as AddressInfo).port,
    partition,
    heal: () => partition({ egress: false, ingress: false }),
    close: () => {
      for (const connection of connections) connection.close()
      return closeListener(listener)
    },
  }
}

/** Closes the listener. Also succeeds if the listener is already closed. */
const closeListener = (listener: Server): Promise<void> =>
  new Promise(resolve => listener.close(() => resolve()))
