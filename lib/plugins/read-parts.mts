import { isMap, isPair, visit } from 'yaml'
import { detectMonitorType, type MonitorType } from '../chart/monitor-type.mts'
import { type ValuesSource, valuesOf } from '../chart/values-source.mts'
import { UserError } from '../cli/errors.mts'
import { invocationOf } from '../cli/invocation.mts'
import { JsonSyntaxError, parseJson } from '../npd/go/json-parse.mts'
import { convertStackOverflow, parseSources, type YamlSource } from '../yaml/source.mts'
import type { TextFile } from './from-definition.mts'
import type { InputFile } from './input-files.mts'
import { isKustomization, readKustomization } from './kustomize.mts'
import { findObjects, type ManifestObject } from './manifest-objects.mts'
import { couldOverrideValues, findNpdValues, readValuesInRelease } from './values-forms.mts'

/** The contents of the user's files, by type. */
export interface ClassifiedInputs {
  objects: ManifestObject[]
  /** Values of NPD's chart in separate files, in the order in which Helm would merge them. */
  values: ValuesSource[]
  /** The values of each release, in the order in which they apply. */
  releaseValues: ValuesSource[][]
  definitions: TextFile[]
  scripts: InputFile[]
  /** The complete contents of the YAML files. */
  sources: TextFile[]
  /** One line for each file that was not read, with the reason. */
  notes: string[]
  /** One line for each definition of another monitor. */
  otherMonitors: string[]
  /** One error for each file that cannot be read. */
  failures: UserError[]
}

/** Reads the contents of files, and groups them by type. */
export const readParts = (inputs: InputFile[], valuesKey: string | undefined): ClassifiedInputs => {
  const parts: ClassifiedInputs = {
    objects: [],
    values: [],
    releaseValues: [],
    definitions: [],
    scripts: [],
    sources: [],
    notes: [],
    otherMonitors: [],
    failures: [],
  }
  const possibleValues: ValuesSource[] = []
  const unreadInputs: InputFile[] = []
  for (const input of inputs) {
    try {
      const read = () => readPart(input, parts, { valuesKey, possibleValues })
      if (!convertStackOverflow(input.file, read)) unreadInputs.push(input)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      parts.failures.push(error)
    }
  }
  // Values without `settings` may be for any chart. Use them only if there are other values for NPD, or if every
  // other input has a known type.
  const canUsePossibleValues =
    parts.values.length === 0 && unreadInputs.length === 0 && possibleValues.length > 0
  if (parts.values.length > 0 || canUsePossibleValues)
    parts.values = sortByInput(inputs, [...parts.values, ...possibleValues])
  else
    unreadInputs.push(
      ...inputs.filter(({ file }) => possibleValues.some(values => values.file === file)),
    )
  addReleases(parts, valuesKey)
  for (const { file, isExplicit } of unreadInputs)
    if (isExplicit)
      parts.notes.push(
        `${file}: not read, because it contains no chart values, manifest, monitor definition or script`,
      )
  return parts
}

const sortByInput = (inputs: InputFile[], values: ValuesSource[]): ValuesSource[] =>
  inputs.flatMap(({ file }) => values.filter(part => part.file === file))

interface ReadContext {
  valuesKey: string | undefined
  possibleValues: ValuesSource[]
}

/** Adds the content of a file to `parts`. Returns false if the type of the content is unknown. */
const readPart = (input: InputFile, parts: ClassifiedInputs, context: ReadContext): boolean => {
  const { file, text } = input
  if (text.startsWith('#!') || (/\.(sh|bash|py)$/.test(file) && !isTemplate(text))) {
    parts.scripts.push(input)
    return true
  }
  if (isJson(text)) {
    const type = detectMonitorTypeInJson(text)
    if (type === 'custom') parts.definitions.push({ file, text })
    else if (type)
      parts.otherMonitors.push(
        `${file}: a definition of the system ${type} monitor, which is not checked`,
      )
    if (type) return true
  }
  const documents = readYaml(input, parts)
  if (documents === undefined) return true
  const found = documents.map(source => readDocument(source, input, parts, context))
  return found.some(Boolean)
}

const isJson = (text: string): boolean => /^\ufeff?\s*(\{(?![{%])|\[)/.test(text)

const isTemplate = (text: string): boolean => /\{\{|\{%/.test(text)

/** Returns the monitor that a JSON text configures. Undefined for Kubernetes objects, chart values and other JSON. */
const detectMonitorTypeInJson = (text: string): MonitorType | undefined => {
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
  return isOther ? undefined : detectMonitorType(value)
}

/** For a template, adds a note and returns undefined. Throws a UserError for any other invalid YAML. */
const readYaml = ({ file, text }: InputFile, parts: ClassifiedInputs): YamlSource[] | undefined => {
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
  parts: ClassifiedInputs,
  { valuesKey, possibleValues }: ReadContext,
): boolean => {
  const values = valuesOf(source)
  if (isKustomization(values.value)) {
    const { objects, chartValues } = readKustomization(source)
    parts.objects.push(...objects)
    for (const chart of chartValues) {
      const npdValues = chart.flatMap(source => findNpdValues(source, valuesKey))
      if (npdValues.length > 0) parts.releaseValues.push(npdValues)
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
  const mayBeOverride =
    found.length === 0 && valuesKey === undefined && couldOverrideValues(values.value)
  if (found.length > 0 || mayBeOverride) addSource(parts, { file, text })
  if (mayBeOverride) possibleValues.push(values)
  parts.values.push(...found)
  if (found.length > 0 || mayBeOverride) return true
  const type = detectMonitorType(values.value)
  if (type === 'custom') parts.definitions.push({ file, text })
  return type !== undefined
}

const addSource = (parts: ClassifiedInputs, source: TextFile): void => {
  if (!parts.sources.some(({ file }) => file === source.file)) parts.sources.push(source)
}

/** Adds the values in HelmReleases and Applications. */
const addReleases = (parts: ClassifiedInputs, valuesKey: string | undefined): void => {
  for (const object of parts.objects) {
    const found = readValuesInRelease(object, parts.objects)
    const npdValues = found.flatMap(values => findNpdValues(values, valuesKey))
    if (npdValues.length > 0) parts.releaseValues.push(npdValues)
  }
}
