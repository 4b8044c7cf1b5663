const contextLines = 3

interface Hunk {
  /** The first changed line, counted from 0, in the original text. */
  start: number
  context: { before: string[]; after: string[] }
  removed: string[]
  added: string[]
}

/**
 * Renders a unified diff of several changes to a file. Each entry of `changedTexts` is the original text with one
 * of the changes. The changes do not overlap.
 */
export const renderDiff = (file: string, text: string, changedTexts: string[]): string => {
  const hunks = changedTexts
    .map(changedText => createHunk(text, changedText))
    .sort((a, b) => a.start - b.start)
  let lineOffset = 0
  const parts = hunks.map(({ start, context, removed, added }) => {
    const contextCount = context.before.length + context.after.length
    const first = start - context.before.length + 1
    const header = `@@ -${first},${contextCount + removed.length} +${first + lineOffset},${contextCount + added.length} @@`
    lineOffset += added.length - removed.length
    return [
      header,
      ...context.before.map(line => ` ${line}`),
      ...removed.map(line => `-${line}`),
      ...added.map(line => `+${line}`),
      ...context.after.map(line => ` ${line}`),
    ].join('\n')
  })
  return `--- ${file}\n+++ ${file}\n${parts.join('\n')}\n`
}

/** Renders the unified diff of a file that does not exist yet. */
export const renderNewFileDiff = (file: string, text: string): string => {
  const lines = text.replace(/\n$/, '').split('\n')
  return `--- /dev/null\n+++ ${file}\n@@ -0,0 +1,${lines.length} @@\n${lines.map(line => `+${line}\n`).join('')}`
}

const createHunk = (oldText: string, newText: string): Hunk => {
  const [oldLines, newLines] = [oldText, newText].map(text => text.replace(/\n$/, '').split('\n'))
  if (!oldLines || !newLines) throw new Error('The texts are missing')
  const minLength = Math.min(oldLines.length, newLines.length)
  let start = 0
  while (start < minLength && oldLines[start] === newLines[start]) start += 1
  let commonEndCount = 0
  while (
    commonEndCount < minLength - start &&
    oldLines.at(-1 - commonEndCount) === newLines.at(-1 - commonEndCount)
  )
    commonEndCount += 1
  const oldEnd = oldLines.length - commonEndCount
  return {
    start,
    context: {
      before: oldLines.slice(Math.max(0, start - contextLines), start),
      after: oldLines.slice(oldEnd, oldEnd + contextLines),
    },
    removed: oldLines.slice(start, oldEnd),
    added: newLines.slice(start, newLines.length - commonEndCount),
  }
}
