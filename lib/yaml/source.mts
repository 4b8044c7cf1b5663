import { type Document, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { UserError } from '../cli/errors.mts'

export interface Position {
  /** Both from 1. */
  line: number
  column: number
}

export interface Problem {
  position: Position
  message: string
  cure: string
}

/** A YAML file that knows where its values stand. */
export interface YamlSource {
  file: string
  document: Document
  /** Of the value at a path, or of the nearest one around it. */
  positionOf(path: (string | number)[]): Position
  /** Of a character inside the string at a path. */
  positionInside(path: (string | number)[], offset: number): Position
}

/** Throws a UserError that names each fault of the YAML with its place. */
export const parseSource = (file: string, text: string): YamlSource => {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  if (document.errors.length > 0)
    throw problemsError(
      file,
      document.errors.map(error => ({
        position: at(error.pos[0]),
        message: `this is not YAML: ${error.message}`,
        cure: 'mend it here or just before',
      })),
    )
  const nodeAt = (path: (string | number)[]): Node | undefined => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as Node | undefined
      if (node?.range) return node
    }
    return undefined
  }
  const positionInside = (path: (string | number)[], offset: number): Position => {
    const node = nodeAt(path)
    const start = at(node?.range?.[0] ?? 0)
    if (!isScalar<string>(node) || node.type !== 'BLOCK_LITERAL') return start
    const before = node.value.slice(0, offset).split('\n')
    const line = start.line + before.length
    const indent = /^ */.exec(text.slice(lines.lineStarts[start.line]))?.[0].length ?? 0
    return { line, column: indent + (before.at(-1) ?? '').length + 1 }
  }
  return { file, document, positionOf: path => at(nodeAt(path)?.range?.[0] ?? 0), positionInside }
}

/** All problems of a file as one error: `file:line:column: what`, and the cure below. */
export const problemsError = (file: string, problems: Problem[]): UserError =>
  new UserError(
    problems
      .map(
        ({ position: { line, column }, message, cure }) =>
          `${file}:${line}:${column}: ${message}\n  ${cure}`,
      )
      .join('\n'),
  )
