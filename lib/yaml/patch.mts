import {
  CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml'

export type YamlPath = (string | number)[]
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | YamlValue[]
  | { [key: string]: YamlValue }

/**
 * Sets one value in a YAML (or JSON) text, and leaves the rest of the text unchanged. Adds a missing key to the end
 * of its map. Throws an Error if the path leads through a scalar, or past the end of a list.
 */
export const patchYaml = (text: string, path: YamlPath, value: YamlValue): string => {
  const document = parseDocument(text, { keepSourceTokens: true })
  const node = document.getIn(path, true) as Node | undefined
  const emptyPosition = findEmptyPosition(text, document, path)
  if (emptyPosition !== undefined)
    return splice(text, [emptyPosition, emptyPosition], ` ${formatInline(value)}`)
  if (isScalar(node) && !isCollectionValue(value)) return setScalar(text, node, value)
  if (node?.range) return splice(text, [node.range[0], findEnd(text, node)], formatInline(value))
  return addKey(text, document, path, value)
}

/** Finds the position of a key's empty value. Returns undefined if the key has a value or does not exist. */
const findEmptyPosition = (
  text: string,
  document: Document,
  path: YamlPath,
): number | undefined => {
  const parent = document.getIn(path.slice(0, -1), true)
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined
  if (!isScalar(pair?.key) || !isScalar(pair.value) || pair.value.value !== null) return undefined
  const hasText = pair.value.source !== undefined && pair.value.source !== ''
  return hasText ? undefined : text.indexOf(':', pair.key.range?.[1]) + 1
}

const isCollectionValue = (value: YamlValue): boolean => typeof value === 'object' && value !== null

/** The end of a value. YAML counts the line break after a block as part of it. */
const findEnd = (text: string, node: Node): number =>
  text.slice(0, node.range?.[1]).trimEnd().length

const splice = (text: string, [start, end]: [number, number], replacement: string): string =>
  text.slice(0, start) + replacement + text.slice(end)

/** Formats a value as JSON, which is YAML on one line. */
const formatInline = (value: YamlValue): string => JSON.stringify(value)

const setScalar = (text: string, node: Node, value: YamlValue): string => {
  const token = node.srcToken
  if (!token || !node.range || !CST.isScalar(token)) throw new Error('the value has no source')
  if (typeof value === 'string' && token.type === 'block-scalar')
    return setBlockScalar(text, node.range[0], token, value)
  const isPlain = token.type === 'scalar' && (typeof value !== 'string' || isPlainString(value))
  const source = isPlain ? String(value) : formatInline(value)
  const start = token.type === 'block-scalar' ? node.range[0] : token.offset
  return splice(text, [start, node.range[1]], source)
}

/** Whether the string can be written without quotes and still be read as the same string. */
const isPlainString = (value: string): boolean =>
  /^[\w./-][\w./: -]*$/.test(value) && parseDocument(value).toJS() === value

/** Replaces the text of a block, and keeps its header (such as `|` or `>-`) and its indentation. */
const setBlockScalar = (
  text: string,
  start: number,
  token: CST.BlockScalar,
  value: string,
): string => {
  const bodyStart = text.indexOf('\n', start) + 1
  const bodyEnd = bodyStart + token.source.length
  const indent = /^ *(?=\S)/m.exec(token.source)?.[0] ?? '  '
  const body = value.replace(/\n*$/, '\n').replace(/^(?=.)/gm, indent)
  const trailing = /\n*$/.exec(token.source)?.[0].slice(1) ?? ''
  return splice(text, [bodyStart, bodyEnd], body + trailing)
}

/** Follows the path as far as it exists, and adds the missing part there. */
const addKey = (text: string, document: Document, path: YamlPath, value: YamlValue): string => {
  const depth = path.findLastIndex((_, index) => isMap(document.getIn(path.slice(0, index), true)))
  const map = document.getIn(path.slice(0, depth), true)
  const [key, ...rest] = path.slice(depth)
  const parent = document.getIn(path.slice(0, -1), true)
  if (!isMap(map) || typeof key !== 'string' || isSeq(parent) || hasValue(map, key))
    throw new Error(`${path.join('.')} cannot be set`)
  const nested = rest.reduceRight<YamlValue>((inner, step) => ({ [step]: inner }), value)
  return map.flow ? addToFlow(text, map, key, nested) : addToBlock(text, map, key, nested)
}

/** Whether a key already has a value other than null. */
const hasValue = (map: YAMLMap, key: string): boolean => {
  const node = map.get(key, true)
  return node !== undefined && !(isScalar(node) && node.value === null)
}

const addToFlow = (text: string, map: YAMLMap, key: string, value: YamlValue): string => {
  const [start, end] = map.range ?? [0, 0]
  const last = map.items.at(-1)?.value as Node | undefined
  const offset = last?.range?.[1] ?? start + 1
  const pair = `${formatInline(key)}: ${formatInline(value)}`
  return splice(text, [offset, offset], last ? `, ${pair}` : offset === end ? pair : ` ${pair} `)
}

const addToBlock = (text: string, map: YAMLMap, key: string, value: YamlValue): string => {
  const first = map.items[0]?.key as Node | undefined
  const start = first?.range?.[0] ?? 0
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1)
  const end = map.range?.[1] ?? text.length
  const at = text.slice(0, end).trimEnd().length
  return splice(text, [at, at], `\n${' '.repeat(indent)}${key}: ${formatInline(value)}`)
}
