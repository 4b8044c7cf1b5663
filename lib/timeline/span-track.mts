/** A stretch of time, in milliseconds since 1970. */
export interface Span {
  from: number
  to: number
}

/** Turns states that come one after the other into stretches; equal ones that follow each other are one. */
export class SpanTrack<S> {
  readonly #key: (state: S) => string
  readonly #spans: (S & Span)[] = []
  #open: { from: number; state: S } | undefined

  /** Two states are the same if their keys are. */
  constructor(key: (state: S) => string) {
    this.#key = key
  }

  /** From now on it is so; undefined: it is not at all. */
  set(at: number, state: S | undefined): void {
    if (this.#open && state && this.#key(this.#open.state) === this.#key(state)) return
    this.#close(at)
    this.#open = state && { from: at, state }
  }

  /** All stretches, the last one up to `at`. */
  end(at: number): (S & Span)[] {
    this.#close(at)
    this.#open = undefined
    return this.#spans
  }

  /** What did not last is left out. */
  #close(at: number): void {
    if (!this.#open || at <= this.#open.from) return
    this.#spans.push({ ...this.#open.state, from: this.#open.from, to: at })
  }
}
