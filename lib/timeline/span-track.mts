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

  /** Sets the state from `at` on. Undefined ends the current state. */
  set(at: number, state: S | undefined): void {
    if (this.#open && state && this.#key(this.#open.state) === this.#key(state)) return
    this.#close(at)
    this.#open = state && { from: at, state }
  }

  /** All spans. The open one ends at `at` in the result, but stays open. */
  spansUntil(at: number): (S & Span)[] {
    if (!this.#open || at <= this.#open.from) return [...this.#spans]
    return [...this.#spans, { ...this.#open.state, from: this.#open.from, to: at }]
  }

  /** Drops the spans that ended before this time. */
  forget(before: number): void {
    const firstKept = this.#spans.findIndex(({ to }) => to >= before)
    this.#spans.splice(0, firstKept < 0 ? this.#spans.length : firstKept)
  }

  get isEmpty(): boolean {
    return !this.#open && this.#spans.length === 0
  }

  /** Ends the open span, and drops it if it is empty. */
  #close(at: number): void {
    if (!this.#open || at <= this.#open.from) return
    this.#spans.push({ ...this.#open.state, from: this.#open.from, to: at })
  }
}
