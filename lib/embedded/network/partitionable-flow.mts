import type { Socket } from 'node:net'

/** Bytes that one direction holds before its sender is held back, as a sender's full window is. */
const holdLimit = 256 * 1024

/** More than a kernel keeps for one connection: what may be read to learn if the sender is there. */
const settleLimit = 16 * 1024 * 1024

interface FlowOptions {
  from: Socket
  cut: boolean
  /** Called when the flow is open again: true if its sender gave up while it was cut. */
  onHealed: (lost: boolean) => void
}

/**
 * One direction of a connection. Bytes are held while the direction is cut or the receiver is slow,
 * and passed on in order. A sender that ends or fails while the direction is cut is lost: nothing of
 * what is held arrives any more.
 *
 * The sender's end is read also during a cut, up to the limit, since only a reader learns of a close.
 */
export class PartitionableFlow {
  readonly #from: Socket
  readonly #onHealed: (lost: boolean) => void
  #to: Socket | undefined
  #state: 'open' | 'cut' | 'settling'
  #held: Buffer[] = []
  #heldBytes = 0
  #receivedBytes = 0
  #ended = false
  #lost = false
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

  /** From now on bytes go to this socket. */
  connect(to: Socket): void {
    this.#to = to
    to.on('drain', () => this.#pump())
    this.#pump()
  }

  /** The sender will send no more. */
  end(): void {
    if (this.isOpen) {
      this.#ended = true
      this.#pump()
    } else {
      this.lose()
    }
  }

  /** The sender is gone, and a cut kept that from the receiver. */
  lose(): void {
    this.#lost = true
    this.#held = []
    this.#heldBytes = 0
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
   * Whoever gave up during the cut may not be known yet: its close stands in the kernel, perhaps
   * behind bytes that the limit kept there. So these are read before anything is passed on.
   */
  async #settle(cuts: number): Promise<void> {
    this.#from.resume()
    for (let quiet = 0; quiet < 2 && this.#heldBytes < settleLimit; ) {
      const before = this.#receivedBytes
      await new Promise(setImmediate)
      quiet = this.#receivedBytes === before ? quiet + 1 : 0
    }
    if (cuts !== this.#cuts) return
    this.#state = 'open'
    this.#onHealed(this.#lost)
    this.#pump()
  }

  #receive(chunk: Buffer): void {
    this.#receivedBytes += chunk.length
    if (this.#lost) return
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    this.#pump()
    const limit = this.#state === 'settling' ? settleLimit : holdLimit
    if (this.#heldBytes >= limit) this.#from.pause()
  }

  #pump(): void {
    const to = this.#to
    if (!to || !this.isOpen || !to.writable) return
    while (!to.writableNeedDrain) {
      const chunk = this.#held.shift()
      if (!chunk) break
      this.#heldBytes -= chunk.length
      to.write(chunk)
    }
    if (this.#heldBytes < holdLimit) this.#from.resume()
    if (this.#ended && this.#held.length === 0) to.end()
  }
}
