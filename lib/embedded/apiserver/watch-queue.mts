import type { Writable } from 'node:stream'

/** What is on its way to a watcher, made only when the watcher takes it. */
export interface WatchQueue {
  push: (render: () => string) => void
  /** Writes a last line and ends. */
  end: (line: string) => void
}

/**
 * Lets each watcher read at its own pace: nobody waits for it, and it holds references to objects, no copies.
 * One that is more than `limit` lines behind is cut off, as by the real server: it can list again. What
 * is pushed before `open` is called, the state at the beginning, does not count.
 */
export const createWatchQueue = (
  out: Writable,
  limit: number,
): WatchQueue & { open: () => void } => {
  let waiting: (() => string)[] = []
  let isOpen = false
  let uncounted = 0
  let draining = false

  const pump = () => {
    let taken = 0
    while (taken < waiting.length && out.writable && !out.writableNeedDrain) {
      const render = waiting[taken]
      taken += 1
      if (render) out.write(render())
    }
    waiting = taken > 0 ? waiting.slice(taken) : waiting
    uncounted = Math.max(uncounted - taken, 0)
    if (waiting.length > 0 && !draining && out.writable) {
      draining = true
      out.once('drain', () => {
        draining = false
        pump()
      })
    }
  }

  return {
    push: render => {
      if (!out.writable) return
      waiting.push(render)
      if (!isOpen) uncounted += 1
      pump()
      if (waiting.length - uncounted > limit) out.destroy()
    },
    open: () => {
      isOpen = true
    },
    end: line => void out.end(line),
  }
}
