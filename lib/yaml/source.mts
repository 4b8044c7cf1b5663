import {
  type Document,
  isAlias,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
} from 'yaml'
import { messageOf, UserError } from '../cli/errors.mts'
import { scalarOffsets } from './scalar-offsets.mts'

export interface Position {
  /** Both from 1. */
  line: number
  column: number
}

export interface Problem {
  position: Position
  message: string
  fix: string
}

/** A YAML document that knows where its values stand in its file. */
export interface YamlSource {
  file: string
  document: Document
  /** Of the value at a path, or of the nearest one around it. */
  positionOf(path: (string | number)[]): Position
  /** Of a character inside the string at a path. */
  positionInside(path: (string | number)[], offset: number): Position
}

/** One fault of YAML makes others. */
const mostErrors = 10

const options = { prettyErrors: false } as const

/** Throws a UserError that names each fault of the YAML with its place. */
export const parseSource = (file: string, text: string): YamlSource => {
  const lineCounter = new LineCounter()
  const document = withinStack(file, () => parseDocument(text, { ...options, lineCounter }))
  return createSource({ file, text, lineCounter }, document)
}

/** The documents of a file with any number of them; throws as `parseSource`. */
export const parseSources = (file: string, text: string): YamlSource[] => {
  const lineCounter = new LineCounter()
  // Version 1.1, as Kubernetes and Helm read it: `0755` is octal.
  const documents = withinStack(file, () => [
    ...parseAllDocuments(text, { ...options, version: '1.1', lineCounter }),
  ])
  return documents.map(document => createSource({ file, text, lineCounter }, document))
}

/** Parsers call themselves: a text that is nested too deep for that is a UserError. */
export const withinStack = <T,>(file: string, parse: () => T): T => {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError(`Failed to read ${file}: it is nested too deep.`)
  }
}

/** The parser quotes what it does not understand, which may be a whole file that is none of text. */
const mostCharacters = 200

const cut = (message: string): string =>
  message.length > mostCharacters ? `${message.slice(0, mostCharacters)}…` : message

interface SourceFile {
  file: string
  text: string
  lineCounter: LineCounter
}

const createSource = ({ file, text, lineCounter }: SourceFile, document: Document): YamlSource => {
  const at = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset)
    return { line, column: col }
  }
  if (document.errors.length > 0)
    throw problemsError(
      file,
      document.errors.slice(0, mostErrors).map(error => ({
        position: at(error.pos[0]),
        message: `this is not YAML: ${cut(error.message)}`,
        fix: 'mend it here or just before',
      })),
    )
  const nodeAt = (path: (string | number)[]): Node | undefined => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as Node | undefined
      const target = isAlias(node) ? node.resolve(document) : node
      if (target?.range) return target
    }
    return undefined
  }
  const maps = new Map<Node, number[]>()
  const positionInside = (path: (string | number)[], offset: number): Position => {
    const node = nodeAt(path)
    if (!isScalar<string>(node) || typeof node.value !== 'string') return at(node?.range?.[0] ?? 0)
    const offsets = maps.get(node) ?? scalarOffsets(node, text)
    maps.set(node, offsets)
    return at(offsets[Math.min(offset, offsets.length - 1)] ?? 0)
  }
  return { file, document, positionOf: path => at(nodeAt(path)?.range?.[0] ?? 0), positionInside }
}

/** The value of a document; throws a UserError where its aliases cannot be followed. */
export const toValue = ({ file, document, positionOf }: YamlSource): unknown => {
  try {
    return document.toJS()
  } catch (error) {
    throw problemsError(file, [
      {
        position: positionOf([]),
        message: `this is not YAML: ${messageOf(error)}`,
        fix: 'write the values instead of the aliases',
      },
    ])
  }
}

/** All problems of a file as one error: `file:line:column: what`, and the fix below. */
export const problemsError = (file: string, problems: Problem[]): UserError =>
  new UserError(
    problems
      .map(
        ({ position: { line, column }, message, fix }) =>
          `${file}:${line}:${column}: ${message}\n  ${fix}`,
      )
      .join('\n'),
  )
