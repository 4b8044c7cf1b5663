import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { patchYaml, type YamlPath, type YamlValue } from './patch.mts'

/**
 * Adds a string to the end of the list at a path, and leaves the rest of the text unchanged. Creates a missing
 * list. Throws an Error if the path leads to a map.
 */
export const appendToList = (text: string, path: YamlPath, value: string): string => {
  const found = getOrCreate(text, path, [])
  const list = found.node
  if (!isSeq(list)) throw new Error(`${path.join('.')} is not a list`)
  if (!list.flow)
    return insertLines(found.text, list, indent => [`${' '.repeat(indent)}- ${value}`])
  const last = list.items.at(-1) as Node | undefined
  const empty = findEmptyCollection(found, path)
  if (!last && empty)
    return replaceEmptyCollection(empty, indent => [`${' '.repeat(indent)}- ${value}`])
  const offset = last?.range?.[1] ?? (list.range?.[0] ?? 0) + 1
  return `${found.text.slice(0, offset)}${last ? ', ' : ''}${JSON.stringify(value)}${found.text.slice(offset)}`
}

/**
 * Adds strings to the end of the map at a path, each as a block scalar under a new key. Leaves the rest of the text
 * unchanged. Creates a missing map. Throws an Error if the path leads to a list. Each string must end with a line
 * break.
 */
export const appendBlocks = (
  text: string,
  path: YamlPath,
  blocks: Record<string, string>,
): string => {
  const found = getOrCreate(text, path, {})
  if (!isMap(found.node)) throw new Error(`${path.join('.')} is not a map`)
  const renderLines = (indent: number) =>
    Object.entries(blocks).flatMap(([key, block]) => [
      `${' '.repeat(indent)}${key}: |`,
      ...block
        .replace(/\n$/, '')
        .split('\n')
        .map(line => line && ' '.repeat(indent + 2) + line),
    ])
  if (!found.node.flow) return insertLines(found.text, found.node, renderLines)
  const empty = findEmptyCollection(found, path)
  if (found.node.items.length === 0 && empty) return replaceEmptyCollection(empty, renderLines)
  return Object.entries(blocks).reduce(
    (patched, [key, block]) => patchYaml(patched, [...path, key], block),
    found.text,
  )
}

/**
 * Sets a key of the map at a path to a value in block style, and leaves the rest of the text unchanged. A map in
 * braces stays in braces.
 */
export const setBlock = (text: string, path: YamlPath, key: string, value: YamlValue): string => {
  const map = parseDocument(text).getIn(path, true)
  if (!isMap(map) || map.flow) return patchYaml(text, [...path, key], value)
  const lines = stringify({ [key]: value }, { lineWidth: 0 })
    .trimEnd()
    .split('\n')
  const pair = map.items.find(item => isScalar(item.key) && item.key.value === key)
  const [start = 0, keyEnd = 0] = isScalar(pair?.key) ? (pair.key.range ?? []) : []
  const indented = (indent: number) => lines.map(line => line && ' '.repeat(indent) + line)
  if (!pair) return insertLines(text, map, indented)
  const valueEnd = isNode(pair.value) ? pair.value.range?.[1] : undefined
  const end = text.slice(0, valueEnd ?? keyEnd + 1).trimEnd().length
  const replacement = indented(columnOf(text, start)).join('\n').trimStart()
  return text.slice(0, start) + replacement + text.slice(end)
}

interface FoundNode {
  text: string
  node: unknown
}

/** Returns the node at a path, and creates it if it is missing. */
const getOrCreate = (
  text: string,
  path: YamlPath,
  empty: [] | Record<string, never>,
): FoundNode => {
  const parseNode = (source: string) => parseDocument(source).getIn(path, true)
  const node = parseNode(text)
  if (isMap(node) || isSeq(node)) return { text, node }
  const created = patchYaml(text, path, empty)
  return { text: created, node: parseNode(created) }
}

type RenderLines = (indent: number) => string[]

/** Inserts lines after the last line of a block and any comment at its end. */
const insertLines = (text: string, block: YAMLMap | YAMLSeq, renderLines: RenderLines): string => {
  const start = block.range?.[0] ?? 0
  const end = text.slice(0, block.range?.[1]).trimEnd().length
  return insertAt(text, findLineEnd(text, end), renderLines(columnOf(text, start)))
}

/** An empty `[]` or `{}` that a block can replace. */
interface EmptyCollection {
  text: string
  start: number
  end: number
  /** The indentation of the key. */
  indent: number
}

/**
 * Returns the position of the empty `[]` or `{}` at a path. Returns undefined if its parent is a list or a map in
 * braces.
 */
const findEmptyCollection = (
  { text, node }: FoundNode,
  path: YamlPath,
): EmptyCollection | undefined => {
  const [start = 0, end = 0] = (node as Node).range ?? []
  const parent = parseDocument(text).getIn(path.slice(0, -1), true)
  if (!isMap(parent) || parent.flow) return undefined
  return { text, start, end, indent: columnOf(text, parent.range?.[0] ?? 0) }
}

/** Replaces the empty `[]` or `{}` with lines below its key. */
const replaceEmptyCollection = (
  { text, start, end, indent }: EmptyCollection,
  lines: RenderLines,
): string => {
  const withoutEmpty = text.slice(0, start).trimEnd() + text.slice(end)
  return insertAt(withoutEmpty, findLineEnd(withoutEmpty, start - 1), lines(indent + 2))
}

const columnOf = (text: string, offset: number): number =>
  offset - (text.lastIndexOf('\n', offset - 1) + 1)

const findLineEnd = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset)
  if (end < 0) return text.length
  return text[end - 1] === '\r' ? end - 1 : end
}

const insertAt = (text: string, offset: number, lines: string[]): string => {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  return text.slice(0, offset) + lines.map(line => newline + line).join('') + text.slice(offset)
}
