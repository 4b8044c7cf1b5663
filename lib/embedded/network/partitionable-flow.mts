import type { Socket } from 'node:net'

/** The maximum size of a flow's buffer. When it is full, reading pauses, as with a full TCP window. */
const bufferByteLimit = 256 * 1024

/**
 * The maximum number of bytes to read after healing to find out whether the sender has closed. Larger
 * than the kernel's buffers for one connection.
 */
const settleByteLimit = 16 * 1024 * 1024

interface FlowOptions {
  sender: Socket
  isBlocked: boolean
  /**
   * Called when the flow is open again. `isSenderClosed` is true if the sender closed during the partition.
   */
  onHealed: (isSenderClosed: boolean) => void
}

/**
 * One direction of a connection. Bytes are buffered while the direction is blocked or the receiver is slow, and
 * delivered in order. If the sender closes or fails during a partition, its buffered bytes are dropped.
 *
 * Reading continues during a partition until the buffer is full, because only a read detects that the sender has
 * closed.
 */
export class PartitionableFlow {
  readonly #sender: Socket
  readonly #onHealed: (isSenderClosed: boolean) => void
  #receiver: Socket | undefined
  #state: 'open' | 'blocked' | 'settling'
  #chunks: Buffer[] = []
  #bufferedBytes = 0
  #receivedBytes = 0
  #hasEnded = false
  #isSenderClosed = false
  #blockCount = 0

  constructor({ sender, isBlocked, onHealed }: FlowOptions) {
    this.#sender = sender
    this.#state = isBlocked ? 'blocked' : 'open'
    this.#onHealed = onHealed
    sender.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** Sets the receiving socket. */
  setReceiver(receiver: Socket): void {
    this.#receiver = receiver
    receiver.on('drain', () => this.#pump())
    this.#pump()
  }

  /** Handles the end of the sender's stream. */
  end(): void {
    if (this.isOpen) {
      this.#hasEnded = true
      this.#pump()
    } else {
      this.markSenderClosed()
    }
  }

  /** Handles a sender that closed during a partition: drops the buffered bytes. */
  markSenderClosed(): void {
    this.#isSenderClosed = true
    this.#chunks = []
    this.#bufferedBytes = 0
    this.#sender.resume()
  }

  block(): void {
    this.#state = 'blocked'
    this.#blockCount++
  }

  heal(): void {
    if (this.#state !== 'blocked') return
    this.#state = 'settling'
    void this.#settle(this.#blockCount)
  }

  /**
   * Reads all pending bytes before it delivers any, to detect whether the sender closed during the partition. If
   * reading paused because the buffer was full, the kernel reports the close only after the remaining bytes are
   * read.
   */
  async #settle(blockCount: number): Promise<void> {
    this.#sender.resume()
    for (let idleTurns = 0; idleTurns < 2 && this.#bufferedBytes < settleByteLimit; ) {
      const bytesBefore = this.#receivedBytes
      await new Promise(setImmediate)
      idleTurns = this.#receivedBytes === bytesBefore ? idleTurns + 1 : 0
    }
    if (blockCount !== this.#blockCount) return
    this.#state = 'open'
    this.#onHealed(this.#isSenderClosed)
    this.#pump()
  }

  #receive(chunk: Buffer): void {
    this.#receivedBytes += chunk.length
    if (this.#isSenderClosed) return
    this.#chunks.push(chunk)
    this.#bufferedBytes += chunk.length
    this.#pump()
    const limit = this.#state === 'settling' ? settleByteLimit : bufferByteLimit
    if (this.#bufferedBytes >= limit) this.#sender.pause()
  }

  #pump(): void {
    const receiver = this.#receiver
    if (!receiver || !this.isOpen || !receiver.writable) return
    while (!receiver.writableNeedDrain) {
      const chunk = this.#chunks.shift()
      if (!chunk) break
      this.#bufferedBytes -= chunk.length
      receiver.write(chunk)
    }
    if (this.#bufferedBytes < bufferByteLimit) this.#sender.resume()
    if (this.#hasEnded && this.#chunks.length === 0) receiver.end()
  }
}
