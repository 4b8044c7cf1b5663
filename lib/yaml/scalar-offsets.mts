import type { Scalar } from 'yaml'

/**
 * Returns the file offset of each character in a YAML string, followed by the offset of the string's end. Supports
 * every scalar style. A space that folding created from a line break has the offset of that break.
 */
export const findScalarOffsets = (node: Scalar<string>, text: string): number[] => {
  const [start = 0, end = 0] = node.range ?? []
  if (node.type === 'BLOCK_LITERAL') return literalOffsets(node.value, text, start)
  const bodyStart = node.type === 'BLOCK_FOLDED' ? text.indexOf('\n', start) + 1 : start
  return alignOffsets(node.value, text.slice(0, end), bodyStart, node.type ?? 'PLAIN')
}

/** Each line of the value is a line of the file without its indentation. */
const literalOffsets = (value: string, text: string, start: number): number[] => {
  const offsets: number[] = []
  let lineStart = nextLineStart(text, start)
  for (const line of value.split('\n')) {
    const next = nextLineStart(text, lineStart)
    const raw = text.slice(lineStart, next).replace(/\r?\n$/, '')
    const first = lineStart + Math.max(raw.length - line.length, 0)
    for (let index = 0; index <= line.length; index += 1) offsets.push(first + index)
    lineStart = next
  }
  return offsets
}

const nextLineStart = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset)
  return end < 0 ? text.length : end + 1
}

/**
 * Walks through the value and the source together. Whitespace may differ. Every other character matches the
 * next token of the source.
 */
const alignOffsets = (value: string, text: string, start: number, type: string): number[] => {
  const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE'
  const offsets: number[] = []
  let position = isQuoted ? start + 1 : start
  for (const character of value.split('')) {
    if (!/\s/.test(character)) position = skipFolding(text, position, type)
    offsets.push(Math.min(position, text.length))
    // One escape sequence produces both halves of a surrogate pair.
    const isFirstHalf = /[\ud800-\udbff]/.test(character) && text.startsWith('\\U', position)
    if (!isFirstHalf) position += tokenLength(text, position, type)
  }
  offsets.push(Math.min(position, text.length))
  return offsets
}

const folding: Record<string, RegExp> = { QUOTE_DOUBLE: /(?:\s|\\\r?\n)*/y }
const whitespace = /\s*/y

const skipFolding = (text: string, position: number, type: string): number => {
  const pattern = folding[type] ?? whitespace
  pattern.lastIndex = position
  return position + (pattern.exec(text)?.[0].length ?? 0)
}

const escapeSequence = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[\s\S])/y

/** The length of the source token of one character. */
const tokenLength = (text: string, position: number, type: string): number => {
  if (type === 'QUOTE_SINGLE') return text.startsWith("''", position) ? 2 : 1
  if (type !== 'QUOTE_DOUBLE') return 1
  escapeSequence.lastIndex = position
  return escapeSequence.exec(text)?.[0].length ?? 1
}
