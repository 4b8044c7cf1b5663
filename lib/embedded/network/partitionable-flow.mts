import type { Socket } from 'node:net'

/** The maximum size of a flow's buffer. When it is full, reading pauses, as with a full TCP window. */
const bufferLimit = 256 * 1024

/**
 * The maximum number of bytes to read after healing to find out whether the sender has closed. Larger
 * than the kernel's buffers for one connection.
 */
const settleLimit = 16 * 1024 * 1024

interface FlowOptions {
  from: Socket
  cut: boolean
  /** Called when the flow is open again. `senderGone`: the sender closed during the cut. */
  onHealed: (senderGone: boolean) => void
}

/**
 * One direction of a connection. Bytes are buffered while the direction is cut or the receiver is
 * slow, and delivered in order. If the sender ends or fails during a cut, its buffered bytes are
 * dropped.
 *
 * The sender's socket is also read during a cut, up to the limit, because only a read detects that the
 * sender has closed.
 */
export class PartitionableFlow {
  readonly #from: Socket
  readonly #onHealed: (senderGone: boolean) => void
  #to: Socket | undefined
  #state: 'open' | 'cut' | 'settling'
  #buffered: Buffer[] = []
  #bufferedBytes = 0
  #receivedBytes = 0
  #ended = false
  #senderGone = false
  #cuts = 0

  constructor({ from, cut, onHealed }: FlowOptions) {
    this.#from = from
    this.#state = cut ? 'cut' : 'open'
    this.#onHealed = onHealed
    from.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** Sets the receiving socket. */
  connect(to: Socket): void {
    this.#to = to
    to.on('drain', () => this.#pump())
    this.#pump()
  }

  /** Handles the end of the sender's stream. */
  end(): void {
    if (this.isOpen) {
      this.#ended = true
      this.#pump()
    } else {
      this.markSenderGone()
    }
  }

  /** Handles a sender that closed during a cut: drops the buffered bytes. */
  markSenderGone(): void {
    this.#senderGone = true
    this.#buffered = []
    this.#bufferedBytes = 0
    this.#from.resume()
  }

  cut(): void {
    this.#state = 'cut'
    this.#cuts++
  }

  heal(): void {
    if (this.#state !== 'cut') return
    this.#state = 'settling'
    void this.#settle(this.#cuts)
  }

  /**
   * Reads all pending bytes before it delivers any. The sender may have closed during the cut. The kernel
   * then reports the close only after the bytes that were not read because of the limit.
   */
  async #settle(cuts: number): Promise<void> {
    this.#from.resume()
    for (let quiet = 0; quiet < 2 && this.#bufferedBytes < settleLimit; ) {
      const before = this.#receivedBytes
      await new Promise(setImmediate)
      quiet = this.#receivedBytes === before ? quiet + 1 : 0
    }
    if (cuts !== this.#cuts) return
    this.#state = 'open'
    this.#onHealed(this.#senderGone)
    this.#pump()
  }

  #receive(chunk: Buffer): void {
    this.#receivedBytes += chunk.length
    if (this.#senderGone) return
    this.#buffered.push(chunk)
    this.#bufferedBytes += chunk.length
    this.#pump()
    const limit = this.#state === 'settling' ? settleLimit : bufferLimit
    if (this.#bufferedBytes >= limit) this.#from.pause()
  }

  #pump(): void {
    const to = this.#to
    if (!to || !this.isOpen || !to.writable) return
    while (!to.writableNeedDrain) {
      const chunk = this.#buffered.shift()
      if (!chunk) break
      this.#bufferedBytes -= chunk.length
      to.write(chunk)
    }
    if (this.#bufferedBytes < bufferLimit) this.#from.resume()
    if (this.#ended && this.#buffered.length === 0) to.end()
  }
}
