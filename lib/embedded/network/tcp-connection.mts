import { connect, type Socket } from 'node:net'
import { PartitionableFlow } from './partitionable-flow.mts'

/**
 * Milliseconds after which a client that ended without ever having had a server is let go, as a
 * kernel forgets an orphan: a long cut must not gather them.
 */
const orphanTimeout = 60_000

/** Which way bytes are lost, seen from the client. */
export interface Directions {
  egress: boolean
  ingress: boolean
}

interface ConnectionOptions {
  /** Accepted with `allowHalfOpen`. */
  client: Socket
  serverPort: number
  cut: Directions
  onClose: () => void
}

/**
 * A client's connection and the one made to the server in its stead: two flows that can be cut one by
 * one. What a side does (send, end, reset) reaches the other over the flow that leaves it, so never
 * while that flow is cut.
 *
 * A client that ends its side during a cut counts as gone, also if it would still listen: the two
 * cannot be told apart.
 */
export class TcpConnection {
  readonly #client: Socket
  readonly #serverPort: number
  readonly #onClose: () => void
  readonly #egress: PartitionableFlow
  #server: Socket | undefined
  #ingress: PartitionableFlow | undefined
  #cut: Directions
  #orphanTimer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor({ client, serverPort, cut, onClose }: ConnectionOptions) {
    this.#client = client
    this.#serverPort = serverPort
    this.#cut = cut
    this.#onClose = onClose
    this.#egress = new PartitionableFlow({
      from: client,
      cut: cut.egress || cut.ingress,
      onHealed: lost => (lost ? this.close() : this.#dial()),
    })
    this.#follow(client, this.#egress, () => this.#server)
    client.once('end', () => {
      if (!this.#server) this.#orphanTimer = setTimeout(() => this.close(), orphanTimeout)
    })
    if (this.#egress.isOpen) this.#dial()
  }

  /** Without a server yet, either direction keeps the handshake from coming about. */
  setCut(cut: Directions): void {
    this.#cut = cut
    setFlow(this.#egress, cut.egress || (cut.ingress && !this.#server))
    if (this.#ingress) setFlow(this.#ingress, cut.ingress)
  }

  /** Closes both sides at once. What is held is dropped. */
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
      from: server,
      cut: this.#cut.ingress,
      onHealed: lost => lost && this.close(),
    })
    server.setNoDelay()
    this.#server = server
    this.#ingress = ingress
    this.#follow(server, ingress, () => this.#client)
    server.once('connect', () => {
      this.#egress.connect(server)
      ingress.connect(this.#client)
    })
  }

  /** Carries the end or the failure of a side over the flow that leaves it. */
  #follow(side: Socket, flow: PartitionableFlow, other: () => Socket | undefined): void {
    side.on('error', () => {})
    side.on('end', () => flow.end())
    side.on('close', (hadError: boolean) => {
      const peer = other()
      if (!peer || peer.destroyed) return this.close()
      if (side.readableEnded && !hadError) return
      if (!flow.isOpen) return flow.lose()
      peer.resetAndDestroy()
      this.close()
    })
  }
}

const setFlow = (flow: PartitionableFlow, cut: boolean): void => (cut ? flow.cut() : flow.heal())
