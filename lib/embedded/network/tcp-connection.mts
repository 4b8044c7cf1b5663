import { connect, type Socket } from 'node:net'
import { PartitionableFlow } from './partitionable-flow.mts'

/**
 * If a client ends its connection before the connection has reached the server, the connection is
 * closed after this time. Otherwise such connections would accumulate during a long partition.
 */
const orphanTimeoutMs = 60_000

/** The blocked directions, as seen from the client. */
export interface BlockedDirections {
  egress: boolean
  ingress: boolean
}

interface ConnectionOptions {
  /** Must be accepted with `allowHalfOpen`. */
  client: Socket
  serverPort: number
  blocked: BlockedDirections
  onClose: () => void
}

/**
 * A client's connection and the matching connection to the server. The two directions can be blocked separately.
 * Data, FINs and RSTs pass through the flow that starts at their sender. Blocking this flow delays them.
 *
 * If a client half-closes its connection during a partition, the connection is treated as fully closed, because a
 * half-close cannot be distinguished from a full close.
 */
export class TcpConnection {
  readonly #client: Socket
  readonly #serverPort: number
  readonly #onClose: () => void
  readonly #egress: PartitionableFlow
  #server: Socket | undefined
  #ingress: PartitionableFlow | undefined
  #blocked: BlockedDirections
  #orphanTimer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor({ client, serverPort, blocked, onClose }: ConnectionOptions) {
    this.#client = client
    this.#serverPort = serverPort
    this.#blocked = blocked
    this.#onClose = onClose
    this.#egress = new PartitionableFlow({
      sender: client,
      isBlocked: blocked.egress || blocked.ingress,
      onHealed: isSenderClosed => (isSenderClosed ? this.close() : this.#dial()),
    })
    this.#relayEnd(client, this.#egress, () => this.#server)
    client.once('end', () => {
      if (!this.#server) this.#orphanTimer = setTimeout(() => this.close(), orphanTimeoutMs)
    })
    if (this.#egress.isOpen) this.#dial()
  }

  /**
   * Sets the blocked directions. Before the server is connected, blocking either direction blocks the TCP
   * handshake.
   */
  setBlocked(blocked: BlockedDirections): void {
    this.#blocked = blocked
    setFlowBlocked(this.#egress, blocked.egress || (blocked.ingress && !this.#server))
    if (this.#ingress) setFlowBlocked(this.#ingress, blocked.ingress)
  }

  /** Closes both sides immediately and drops buffered bytes. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#orphanTimer)
    this.#client.destroy()
    this.#server?.destroy()
    this.#onClose()
  }

  #dial(): void {
    if (this.#server || this.#isClosed) return
    const server = connect({ host: '127.0.0.1', port: this.#serverPort, allowHalfOpen: true })
    const ingress = new PartitionableFlow({
      sender: server,
      isBlocked: this.#blocked.ingress,
      onHealed: isSenderClosed => isSenderClosed && this.close(),
    })
    server.setNoDelay()
    this.#server = server
    this.#ingress = ingress
    this.#relayEnd(server, ingress, () => this.#client)
    server.once('connect', () => {
      this.#egress.setReceiver(server)
      ingress.setReceiver(this.#client)
    })
  }

  /** Forwards the end or failure of one side through the flow that starts there. */
  #relayEnd(side: Socket, flow: PartitionableFlow, getPeer: () => Socket | undefined): void {
    side.on('error', () => {})
    side.on('end', () => flow.end())
    side.on('close', (hadError: boolean) => {
      const peer = getPeer()
      if (!peer || peer.destroyed) return this.close()
      if (side.readableEnded && !hadError) return
      if (!flow.isOpen) return flow.markSenderClosed()
      peer.resetAndDestroy()
      this.close()
    })
  }
}

const setFlowBlocked = (flow: PartitionableFlow, isBlocked: boolean): void =>
  isBlocked ? flow.block() : flow.heal()
