import { type CST, Parser } from 'yaml'
import type { JsonNode } from '../../npd/go/json-parse.mts'
import type { Position } from '../../yaml/source.mts'
import { definitionsOf, type MountedFile, type PluginFiles } from '../plugin-files.mts'
import { parseDefinition } from './definition-input.mts'
import type { Finding } from './finding.mts'
import { suppressionField } from './suppression-field.mts'

/** A comment or field that suppresses the findings of a rule in part of a file. */
export interface Suppression {
  rule: string
  reason: string
  file: string
  position: Position
  covers(finding: Finding): boolean
}

const commentPattern =
  /#\s*plugin-lint-disable(?:\s+([\w-]+(?:\s*,\s*[\w-]+)*))?\s*(?::\s*(.*?))?\s*$/

/** Returns the rules and the reason in a comment, or undefined if it is an ordinary comment. */
const readComment = (line: string): { rules: string[]; reason: string } | undefined => {
  const found = commentPattern.exec(line)
  if (!found) return undefined
  const [, rules = '', reason = ''] = found
  return { rules: rules.split(/\s*,\s*/), reason }
}

/** Returns all suppressions in the user's files and in the files mounted from them. */
export const findSuppressions = (plugins: PluginFiles[]): Suppression[] => {
  const sources = new Map(
    plugins.flatMap(files => files.sources.map(source => [source.file, source] as const)),
  )
  const found = plugins.flatMap(files => {
    const definitions = definitionsOf(files)
    const paths = new Set(definitions.map(({ path }) => path))
    return [
      ...definitions
        .filter(mayContainSuppression)
        .flatMap(definition => findInDefinition(definition, parseDefinition(definition))),
      ...files.mountedFiles
        .filter(file => !paths.has(file.path) && mayContainSuppression(file))
        .flatMap(findInScript),
    ]
  })
  return [...[...sources.values()].filter(mayContainSuppression).flatMap(findInYaml), ...found]
}

const mayContainSuppression = ({ text }: { text: string }): boolean =>
  text.includes(suppressionField)

/** A comment after code applies to that line. A comment alone on a line applies to the next line with code. */
const findInScript = (script: MountedFile): Suppression[] => {
  const lines = script.text.split('\n')
  const lineOffsets = getLineOffsets(lines)
  return lines.flatMap((line, index) => {
    const found = readComment(line)
    if (!found) return []
    const isCommentLine = /^\s*#/.test(line)
    const nextCodeLine = lines.findIndex(
      (text, lineIndex) => lineIndex > index && /^\s*[^\s#]/.test(text),
    )
    const startOffset = lineOffsets[isCommentLine ? nextCodeLine : index] ?? script.text.length
    const endOffset = startOffset + (lines[isCommentLine ? nextCodeLine : index] ?? '').length
    return found.rules.map(rule => ({
      rule,
      reason: found.reason,
      file: script.file,
      position: script.positionOf((lineOffsets[index] ?? 0) + line.indexOf('#')),
      covers: ({ source }: Finding) =>
        source?.path === script.path && source.offset >= startOffset && source.offset <= endOffset,
    }))
  })
}

const getLineOffsets = (lines: string[]): number[] => {
  let start = 0
  return lines.map(({ length }) => {
    const lineOffset = start
    start += length + 1
    return lineOffset
  })
}

/** The field applies to the object that contains it. */
const findInDefinition = (definition: MountedFile, root: JsonNode | undefined): Suppression[] => {
  const found: Suppression[] = []
  // No recursion: fields that NPD ignores can be nested deeply enough to overflow the stack.
  const pendingNodes = root ? [{ node: root, start: 0, end: definition.text.length + 1 }] : []
  for (let next = pendingNodes.pop(); next; next = pendingNodes.pop()) {
    const { node, start, end } = next
    const children = childrenOf(node)
    for (const [index, { key, value }] of children.entries()) {
      const childEnd = children[index + 1]?.offset ?? end
      if (key !== suppressionField) {
        pendingNodes.push({ node: value, start: value.offset, end: childEnd })
        continue
      }
      const covers = ({ source }: Finding) =>
        source?.path === definition.path && source.offset >= start && source.offset < end
      for (const { offset, ...suppression } of readEntries(value))
        found.push({
          ...suppression,
          file: definition.file,
          position: definition.positionOf(offset),
          covers,
        })
    }
  }
  return found
}

const childrenOf = (node: JsonNode): { key?: string; offset: number; value: JsonNode }[] => {
  if (node.kind === 'object') return node.members
  return node.kind === 'array' ? node.items.map(value => ({ offset: value.offset, value })) : []
}

const readEntries = (node: JsonNode): { rule: string; reason: string; offset: number }[] =>
  node.kind !== 'object'
    ? [{ rule: '', reason: '', offset: node.offset }]
    : node.members.map(({ key, offset, value }) => ({
        rule: key,
        reason: value.kind === 'string' ? value.value.trim() : '',
        offset,
      }))

/**
 * A comment after a key applies to that key. A comment alone on a line applies to the key on the next line with
 * code. Both also apply to everything nested below the key.
 */
const findInYaml = ({ file, text }: PluginFiles['sources'][number]): Suppression[] => {
  const lines = text.split('\n')
  const lineOffsets = getLineOffsets(lines)
  return findComments(text).flatMap(offset => {
    const index = lineOffsets.findLastIndex(start => start <= offset)
    const line = lines[index] ?? ''
    const found = readComment(line.slice(offset - (lineOffsets[index] ?? 0)))
    if (!found) return []
    const isOnlyComment = /^\s*#/.test(line)
    const first = isOnlyComment
      ? lines.findIndex((text, lineIndex) => lineIndex > index && /^\s*[^\s#]/.test(text))
      : index
    const last = first < 0 ? -1 : findLastNestedLine(lines, first)
    return found.rules.map(rule => ({
      rule,
      reason: found.reason,
      file,
      position: { line: index + 1, column: offset - (lineOffsets[index] ?? 0) + 1 },
      covers: (finding: Finding) =>
        finding.file === file && finding.position.line > first && finding.position.line <= last + 1,
    }))
  })
}

const findLastNestedLine = (lines: string[], first: number): number => {
  const indent = indentOf(lines[first] ?? '')
  const end = lines.findIndex(
    (line, index) =>
      index > first &&
      line.trim() !== '' &&
      indentOf(line) <= indent &&
      !(indentOf(line) === indent && /^\s*- /.test(line) && !/^\s*- /.test(lines[first] ?? '')),
  )
  return end < 0 ? lines.length : end - 1
}

const indentOf = (line: string): number => line.length - line.trimStart().length

/** Returns the offsets of the YAML comments. A `#` inside a block scalar does not start one. */
const findComments = (text: string): number[] => {
  const offsets: number[] = []
  const pending: unknown[] = [...new Parser().parse(text)]
  while (pending.length > 0) {
    const token = pending.pop()
    if (typeof token !== 'object' || token === null) continue
    if (isComment(token)) offsets.push(token.offset)
    for (const value of Object.values(token)) if (typeof value === 'object') pending.push(value)
  }
  return offsets.sort((a, b) => a - b)
}

const isComment = (token: object): token is CST.SourceToken =>
  'type' in token && token.type === 'comment' && 'offset' in token
