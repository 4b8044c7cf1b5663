import { EventEmitter, on } from 'node:events'

export interface LogLine {
  /** When it was written. */
  time: Date
  text: string
}

export interface LogReadOptions {
  follow?: boolean
  /** The last so many lines; all by default. */
  tailLines?: number
  /** Only lines written at this moment or later. */
  since?: Date
  signal?: AbortSignal
}

/** What a container wrote to stdout and stderr, the oldest lines forgotten, as kubelet rotates them. */
export class ContainerLog {
  readonly #lines: LogLine[] = []
  readonly #capacity: number
  readonly #written = new EventEmitter().setMaxListeners(0)
  #ended = false

  /** `capacity` in lines. */
  constructor(capacity = 10_000) {
    this.#capacity = capacity
  }

  write(text: string): void {
    const line = { time: new Date(), text }
    this.#lines.push(line)
    if (this.#lines.length > this.#capacity) this.#lines.shift()
    this.#written.emit('line', line)
  }

  /** The container has ended: those who follow reach the end of the log. */
  end(): void {
    this.#ended = true
    this.#written.emit('end')
  }

  async *read(options: LogReadOptions = {}): AsyncIterable<LogLine> {
    const follow = options.follow && !this.#ended
    const live = follow
      ? on(this.#written, 'line', { close: ['end'], signal: options.signal })
      : undefined
    yield* this.#select(options)
    if (!live) return
    try {
      for await (const [line] of live) yield line as LogLine
    } catch (error) {
      if (!options.signal?.aborted) throw error
    }
  }

  #select({ since, tailLines }: LogReadOptions): LogLine[] {
    const lines = since ? this.#lines.filter(line => line.time >= since) : this.#lines
    if (tailLines === undefined) return [...lines]
    return tailLines === 0 ? [] : lines.slice(-tailLines)
  }
}
