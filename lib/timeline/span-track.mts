/** A span of time, in milliseconds since 1970. */
export interface Span {
  from: number
  to: number
}

/** Converts consecutive states into spans, and joins equal ones. */
export class SpanTrack<S> {
  readonly #key: (state: S) => string
  readonly #spans: (S & Span)[] = []
  #open: { from: number; state: S } | undefined

  /** Two states are equal if their keys are. */
  constructor(key: (state: S) => string) {
    this.#key = key
  }

  /** Sets the state from now on; undefined ends it. */
  set(at: number, state: S | undefined): void {
    if (this.#open && state && this.#key(this.#open.state) === this.#key(state)) return
    this.#close(at)
    this.#open = state && { from: at, state }
  }

  /** All spans; the last one ends at `at`. */
  end(at: number): (S & Span)[] {
    this.#close(at)
    this.#open = undefined
    return this.#spans
  }

  /** Leaves out empty spans. */
  #close(at: number): void {
    if (!this.#open || at <= this.#open.from) return
    this.#spans.push({ ...this.#open.state, from: this.#open.from, to: at })
  }
}
