const contextLines = 3

interface Hunk {
  /** The first changed line, counted from 0, in the original text. */
  start: number
  context: { before: string[]; after: string[] }
  removed: string[]
  added: string[]
}

/**
 * Renders a unified diff of several changes to a text. Each entry of `changed` is the original text
 * with one of the changes. The changes do not overlap.
 */
export const renderDiff = (file: string, text: string, changed: string[]): string => {
  const hunks = changed.map(each => createHunk(text, each)).sort((a, b) => a.start - b.start)
  let moved = 0
  const parts = hunks.map(({ start, context, removed, added }) => {
    const around = context.before.length + context.after.length
    const first = start - context.before.length + 1
    const head = `@@ -${first},${around + removed.length} +${first + moved},${around + added.length} @@`
    moved += added.length - removed.length
    return [
      head,
      ...context.before.map(line => ` ${line}`),
      ...removed.map(line => `-${line}`),
      ...added.map(line => `+${line}`),
      ...context.after.map(line => ` ${line}`),
    ].join('\n')
  })
  return `--- ${file}\n+++ ${file}\n${parts.join('\n')}\n`
}

/** Renders the unified diff of a file that does not exist yet. */
export const renderNewFile = (file: string, text: string): string => {
  const lines = text.replace(/\n$/, '').split('\n')
  return `--- /dev/null\n+++ ${file}\n@@ -0,0 +1,${lines.length} @@\n${lines.map(line => `+${line}\n`).join('')}`
}

const createHunk = (before: string, after: string): Hunk => {
  const [old, now] = [before, after].map(text => text.replace(/\n$/, '').split('\n'))
  if (!old || !now) throw new Error('The texts are missing')
  const shorter = Math.min(old.length, now.length)
  let start = 0
  while (start < shorter && old[start] === now[start]) start += 1
  let end = 0
  while (end < shorter - start && old.at(-1 - end) === now.at(-1 - end)) end += 1
  const oldEnd = old.length - end
  return {
    start,
    context: {
      before: old.slice(Math.max(0, start - contextLines), start),
      after: old.slice(oldEnd, oldEnd + contextLines),
    },
    removed: old.slice(start, oldEnd),
    added: now.slice(start, now.length - end),
  }
}
