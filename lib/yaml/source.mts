import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  Parser,
  visit,
  YAMLParseError,
} from 'yaml'
import { messageOf, UserError } from '../cli/errors.mts'
import { isDeeperThan } from './depth.mts'
import { findScalarOffsets } from './scalar-offsets.mts'

export interface Position {
  /** Lines and columns are counted from 1. */
  line: number
  column: number
}

export interface Problem {
  /** If undefined, the `file` that was passed to `createProblemsError`. */
  file?: string
  position: Position
  message: string
  fix: string
}

/** A YAML document with the positions of its values. */
export interface YamlSource {
  file: string
  document: Document
  /** The position of the value at a path, or of the nearest enclosing value. */
  positionOf(path: (string | number)[]): Position
  /** The position of the key at the end of a path, or of the nearest enclosing value. */
  positionOfKey(path: (string | number)[]): Position
  /** The position of a character in the string at a path. */
  positionInside(path: (string | number)[], offset: number): Position
}

/** Only the first errors are shown, because one YAML error often causes others. */
const maxErrors = 10

// `logLevel` turns off warnings, which `yaml` emits as Node.js warnings. `uniqueKeys` would compare every key
// of a map with every other one; `findDuplicates` is faster.
const options = { prettyErrors: false, logLevel: 'error', uniqueKeys: false } as const

/** Parses a text that contains one YAML document. Throws a UserError with the positions of the first YAML errors. */
export const parseSource = (file: string, text: string): YamlSource => {
  const source = { file, text, lineCounter: new LineCounter() }
  const composer = new Composer(options)
  const documents = compose(source, tokens => composer.compose(tokens, true, text.length))
  const [document, second] = documents as [Document, Document.Parsed?]
  if (second) {
    const [start, end] = second.range
    const message = 'Source contains multiple documents'
    document.errors.push(new YAMLParseError([start, end], 'MULTIPLE_DOCS', message))
  }
  return createSource(source, document)
}

/**
 * Parses all documents in a string. Throws like `parseSource`. `positionAt` converts an offset in the string to a
 * position in the file, for YAML embedded in another file.
 */
export const parseSources = (
  file: string,
  text: string,
  positionAt?: (offset: number) => Position,
): YamlSource[] => {
  const source = { file, text, lineCounter: new LineCounter(), positionAt }
  // YAML 1.1, like Kubernetes and Helm: `0755` is octal.
  const composer = new Composer({ ...options, version: '1.1' })
  const documents = compose(source, tokens => composer.compose(tokens))
  return documents.map(document => createSource(source, document))
}

/** More levels than any real file has. */
const maxDepth = 250

/** Composes the documents in a string. Throws a UserError if it is nested too deeply. */
const compose = <T,>(
  { file, text, lineCounter }: SourceFile,
  composeTokens: (tokens: CST.Token[]) => Iterable<T>,
): T[] =>
  convertStackOverflow(file, () => {
    const tokens = [...new Parser(lineCounter.addNewLine).parse(text)]
    if (isDeeperThan(maxDepth, tokens)) throw new RangeError('too many levels')
    return [...composeTokens(tokens)]
  })

/** The parsers are recursive. Turns a stack overflow into a UserError. */
export const convertStackOverflow = <T,>(file: string, parse: () => T): T => {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError(`Failed to read ${file}: it is nested too deeply.`, 'Reduce the nesting.')
  }
}

/**
 * The maximum length of a message. The parser quotes text that it cannot parse, which may be a whole
 * binary file.
 */
const maxCharacters = 200

const truncate = (message: string): string =>
  message.length > maxCharacters ? `${message.slice(0, maxCharacters)}…` : message

interface SourceFile {
  file: string
  text: string
  lineCounter: LineCounter
  positionAt?: (offset: number) => Position
}

const createSource = (
  { file, text, lineCounter, positionAt }: SourceFile,
  document: Document,
): YamlSource => {
  const toPosition = (offset: number): Position => {
    if (positionAt) return positionAt(offset)
    const { line, col } = lineCounter.linePos(offset)
    return { line, column: col }
  }
  const errors = [
    ...document.errors.map(({ pos: [offset], message }) => ({ offset, message })),
    ...findDuplicates(document),
  ]
  if (errors.length > 0)
    throw createProblemsError(
      file,
      errors.slice(0, maxErrors).map(({ offset, message }) => ({
        position: toPosition(offset),
        message: `invalid YAML: ${truncate(message)}`,
        fix: 'fix the YAML at this position or just before it',
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
  const offsetsByNode = new Map<Node, number[]>()
  const positionInside = (path: (string | number)[], offset: number): Position => {
    const node = nodeAt(path)
    if (!isScalar<string>(node) || typeof node.value !== 'string')
      return toPosition(node?.range?.[0] ?? 0)
    const offsets = offsetsByNode.get(node) ?? findScalarOffsets(node, text)
    offsetsByNode.set(node, offsets)
    return toPosition(offsets[Math.min(offset, offsets.length - 1)] ?? 0)
  }
  const positionOf = (path: (string | number)[]) => toPosition(nodeAt(path)?.range?.[0] ?? 0)
  const positionOfKey = (path: (string | number)[]): Position => {
    const map = nodeAt(path.slice(0, -1))
    const pair = isMap(map)
      ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
      : undefined
    return isScalar(pair?.key) && pair.key.range ? toPosition(pair.key.range[0]) : positionOf(path)
  }
  return { file, document, positionOf, positionOfKey, positionInside }
}

/** Finds the keys that occur twice in a map. */
const findDuplicates = (document: Document): { offset: number; message: string }[] => {
  const found: { offset: number; message: string }[] = []
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key) || key.value === '<<') continue
        if (seen.has(key.value))
          found.push({ offset: key.range?.[0] ?? 0, message: 'Map keys must be unique' })
        seen.add(key.value)
      }
    },
  })
  return found
}

/** Returns the value of a document. Throws a UserError if an alias cannot be resolved. */
export const toValue = ({ file, document, positionOf }: YamlSource): unknown => {
  try {
    return document.toJS()
  } catch (error) {
    throw createProblemsError(file, [
      {
        position: positionOf([]),
        message: `invalid YAML: ${messageOf(error)}`,
        fix: 'replace the aliases with their values',
      },
    ])
  }
}

const toSentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`

/** Creates one error for all problems of a file, with the position and the fix of each. */
export const createProblemsError = (file: string, problems: Problem[]): UserError =>
  new UserError(
    problems
      .map(
        ({ file: problemFile = file, position: { line, column }, message, fix }) =>
          `Failed to read ${problemFile}:${line}:${column}: ${message}.\n  ${toSentence(fix)}`,
      )
      .join('\n'),
  )
