import { isMap, isPair, visit } from 'yaml'
import { type MonitorKind, monitorKindOf } from '../chart/monitor-kind.mts'
import { type ValuesSource, valuesOf } from '../chart/values-source.mts'
import { UserError } from '../cli/errors.mts'
import { invocationOf } from '../cli/invocation.mts'
import { JsonSyntaxError, parseJson } from '../npd/go/json-parse.mts'
import { parseSources, parseWithinStack, type YamlSource } from '../yaml/source.mts'
import type { LooseFile } from './from-definition.mts'
import type { InputFile } from './input-files.mts'
import { isKustomization, readKustomization } from './kustomize.mts'
import { findObjects, type ManifestObject } from './manifest-objects.mts'
import { findNpdValues, mayRefine, valuesInRelease } from './values-forms.mts'

/** What the user's files contain. */
export interface Parts {
  objects: ManifestObject[]
  /** Values of NPD's chart in separate files, in the order in which Helm would merge them. */
  values: ValuesSource[]
  /** The values of each release, in the order in which they apply. */
  releases: ValuesSource[][]
  definitions: LooseFile[]
  scripts: InputFile[]
  /** The whole texts of the YAML files. */
  sources: LooseFile[]
  /** One line for each file that was not read, with the reason. */
  notes: string[]
  /** One line for each definition of another monitor. */
  others: string[]
  /** One error for each file that cannot be read. */
  failures: UserError[]
}

/** Sorts the contents of files by type. */
export const readParts = (inputs: InputFile[], valuesKey: string | undefined): Parts => {
  const parts: Parts = {
    objects: [],
    values: [],
    releases: [],
    definitions: [],
    scripts: [],
    sources: [],
    notes: [],
    others: [],
    failures: [],
  }
  const maybeValues: ValuesSource[] = []
  const unread: InputFile[] = []
  for (const input of inputs) {
    try {
      const read = () => readPart(input, parts, { valuesKey, maybeValues })
      if (!parseWithinStack(input.file, read)) unread.push(input)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      parts.failures.push(error)
    }
  }
  // Values without `settings` count only next to other values for NPD. Alone, they may be for any chart.
  const isAlone = parts.values.length === 0 && unread.length === 0 && maybeValues.length > 0
  if (parts.values.length > 0 || isAlone)
    parts.values = inOrder(inputs, [...parts.values, ...maybeValues])
  else unread.push(...inputs.filter(({ file }) => maybeValues.some(values => values.file === file)))
  addReleases(parts, valuesKey)
  for (const { file, isNamed } of unread)
    if (isNamed)
      parts.notes.push(
        `${file}: this file type is not read: it contains no chart values, no manifest, no monitor definition and no script`,
      )
  return parts
}

const inOrder = (inputs: InputFile[], values: ValuesSource[]): ValuesSource[] =>
  inputs.flatMap(({ file }) => values.filter(each => each.file === file))

interface Reading {
  valuesKey: string | undefined
  maybeValues: ValuesSource[]
}

/** Returns false if the content of the file has an unknown type. */
const readPart = (input: InputFile, parts: Parts, reading: Reading): boolean => {
  const { file, text } = input
  if (text.startsWith('#!') || (/\.(sh|bash|py)$/.test(file) && !isTemplate(text))) {
    parts.scripts.push(input)
    return true
  }
  if (isJson(text)) {
    const kind = jsonKindOf(text)
    if (kind === 'custom') parts.definitions.push({ file, text })
    else if (kind)
      parts.others.push(`${file}: a definition of the system ${kind} monitor, which is not checked`)
    if (kind) return true
  }
  const documents = readYaml(input, parts)
  if (documents === undefined) return true
  const found = documents.map(source => readDocument(source, input, parts, reading))
  return found.some(Boolean)
}

const isJson = (text: string): boolean => /^\ufeff?\s*(\{(?![{%])|\[)/.test(text)

const isTemplate = (text: string): boolean => /\{\{|\{%/.test(text)

/** What a JSON text defines. Undefined for a Kubernetes object, chart values and other JSON. */
const jsonKindOf = (text: string): MonitorKind | undefined => {
  try {
    parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return /"(rules|pluginConfig)"\s*:/.test(text) && !/"(apiVersion|settings)"\s*:/.test(text)
      ? 'custom'
      : undefined
  }
  const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
  const isOther = /"apiVersion"\s*:/.test(text) || /^\ufeff?\s*\{\s*"settings"\s*:/.test(text)
  return isOther ? undefined : monitorKindOf(value)
}

/** For a template, adds a note and returns undefined. Throws a UserError for any other invalid YAML. */
const readYaml = ({ file, text }: InputFile, parts: Parts): YamlSource[] | undefined => {
  const note = `${file}: a template; render it first, for example with ${renderCommand(file)}`
  try {
    const sources = parseSources(file, text)
    if (!isTemplate(text) || !sources.some(hasMapAsKey)) return sources
  } catch (error) {
    if (!(error instanceof UserError) || !isTemplate(text)) throw error
  }
  parts.notes.push(note)
  return undefined
}

const renderCommand = (file: string): string =>
  /\.j(inja)?2?$/.test(file)
    ? 'ansible or salt, and pass the result'
    : `\`helm template CHART | ${invocationOf('plugin-lint')} -\``

/** Whether a map has a map as a key. YAML parses `name: {{ .Values.name }}` in this way. */
const hasMapAsKey = ({ document }: YamlSource): boolean => {
  let found = false
  visit(document, (_, node) => {
    if (!isPair(node) || !isMap(node.key)) return undefined
    found = true
    return visit.BREAK
  })
  return found
}

const readDocument = (
  source: YamlSource,
  { file, text }: InputFile,
  parts: Parts,
  { valuesKey, maybeValues }: Reading,
): boolean => {
  const values = valuesOf(source)
  if (isKustomization(values.value)) {
    const { objects, charts } = readKustomization(source)
    parts.objects.push(...objects)
    for (const chart of charts) {
      const own = chart.flatMap(each => findNpdValues(each, valuesKey))
      if (own.length > 0) parts.releases.push(own)
    }
    addSource(parts, { file, text })
    return true
  }
  const objects = findObjects(source)
  if (objects.length > 0) {
    parts.objects.push(...objects)
    addSource(parts, { file, text })
    return true
  }
  const found = findNpdValues(values, valuesKey)
  const may = found.length === 0 && valuesKey === undefined && mayRefine(values.value)
  if (found.length > 0 || may) addSource(parts, { file, text })
  if (may) maybeValues.push(values)
  parts.values.push(...found)
  if (found.length > 0 || may) return true
  const kind = monitorKindOf(values.value)
  if (kind === 'custom') parts.definitions.push({ file, text })
  return kind !== undefined
}

const addSource = (parts: Parts, source: LooseFile): void => {
  if (!parts.sources.some(({ file }) => file === source.file)) parts.sources.push(source)
}

/** Adds the values in HelmReleases and Applications. */
const addReleases = (parts: Parts, valuesKey: string | undefined): void => {
  for (const object of parts.objects) {
    const found = valuesInRelease(object, parts.objects)
    const own = found.flatMap(values => findNpdValues(values, valuesKey))
    if (own.length > 0) parts.releases.push(own)
  }
}
