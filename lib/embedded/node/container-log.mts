import { EventEmitter, on } from 'node:events'

export interface LogLine {
  /** The time at which the line was written. */
  time: Date
  text: string
}

export interface LogReadOptions {
  follow?: boolean
  /** The number of lines to read from the end. Default: all. */
  tailLines?: number
  /** The earliest time of the lines to read. */
  sinceTime?: Date
  signal?: AbortSignal
}

/** A container's stdout and stderr. Drops the oldest lines, like the kubelet when it rotates logs. */
export class ContainerLog {
  readonly #lines: LogLine[] = []
  readonly #capacity: number
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  #hasEnded = false

  /** `capacity` is the maximum number of lines. */
  constructor(capacity = 10_000) {
    this.#capacity = capacity
  }

  write(text: string): void {
    const line = { time: new Date(), text }
    this.#lines.push(line)
    if (this.#lines.length > this.#capacity) this.#lines.shift()
    this.#emitter.emit('line', line)
  }

  /** Marks the log as complete when the container exits. Ends all reads that follow the log. */
  end(): void {
    this.#hasEnded = true
    this.#emitter.emit('end')
  }

  async *read(options: LogReadOptions = {}): AsyncIterable<LogLine> {
    const follow = options.follow && !this.#hasEnded
    const newLines = follow
      ? on(this.#emitter, 'line', { close: ['end'], signal: options.signal })
      : undefined
    yield* this.#selectLines(options)
    if (!newLines) return
    try {
      for await (const [line] of newLines) yield line as LogLine
    } catch (error) {
      if (!options.signal?.aborted) throw error
    }
  }

  #selectLines({ sinceTime, tailLines }: LogReadOptions): LogLine[] {
    const lines = sinceTime ? this.#lines.filter(line => line.time >= sinceTime) : this.#lines
    if (tailLines === undefined) return [...lines]
    return tailLines === 0 ? [] : lines.slice(-tailLines)
  }
}
