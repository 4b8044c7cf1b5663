import type { Writable } from 'node:stream'

/** The pending events of a watcher. Events are rendered when the watcher reads them. */
export interface WatchQueue {
  push: (render: () => string) => void
  /** Writes a last line and ends. */
  end: (line: string) => void
}

/**
 * Creates a queue that lets a watcher read at its own pace without delaying others. The queue holds
 * references to objects, not copies. A watcher more than `limit` lines behind is disconnected, as
 * by the real server, and must list again. Lines pushed before `open`, which are the initial state,
 * do not count.
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
