import { EventEmitter, on } from 'node:events'

export interface LogLine {
  /** When the line was written. */
  time: Date
  text: string
}

export interface LogReadOptions {
  follow?: boolean
  /** Number of lines to read from the end. Default: all. */
  tailLines?: number
  /** Only reads lines written at this time or later. */
  since?: Date
  signal?: AbortSignal
}

/** A container's stdout and stderr. Drops the oldest lines, like the kubelet when it rotates logs. */
export class ContainerLog {
  readonly #lines: LogLine[] = []
  readonly #capacity: number
  readonly #written = new EventEmitter().setMaxListeners(0)
  #ended = false

  /** `capacity` is in lines. */
  constructor(capacity = 10_000) {
    this.#capacity = capacity
  }

  write(text: string): void {
    const line = { time: new Date(), text }
    this.#lines.push(line)
    if (this.#lines.length > this.#capacity) this.#lines.shift()
    this.#written.emit('line', line)
  }

  /** Marks the log as complete when the container ends. Ends all followers. */
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
