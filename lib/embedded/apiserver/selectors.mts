import { messageOf } from '../../cli/errors.mts'
import { matchesSelector } from '../../kube/labels/requirement.mts'
import { parseSelector } from '../../kube/labels/selector.mts'
import type { KubeObject, Labels } from '../../kube/types.mts'
import { badRequest } from './errors.mts'
import type { Kind } from './kind.mts'

export type LabelMatcher = (labels: Labels | undefined) => boolean

/** Parses a label selector. Throws 400 with the parser's message. */
export const parseLabelSelector = (text: string): LabelMatcher => {
  try {
    const requirements = parseSelector(text)
    return labels => matchesSelector(labels, requirements)
  } catch (error) {
    throw badRequest(messageOf(error))
  }
}

/** Splits at commas, but not inside parentheses, as in `key in (a,b)`. */
const splitRequirements = (text: string): string[] =>
  text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(part => part !== '')

type FieldReader = (object: KubeObject) => string

const getValueAt = (object: unknown, path: string): string => {
  let value = object
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step]
  return value === undefined || value === null ? '' : String(value)
}

const createFieldReader = (path: string, kind: Kind): FieldReader => {
  const { computedSelectableFields = {} } = kind
  const customReader = Object.hasOwn(computedSelectableFields, path)
    ? computedSelectableFields[path]
    : undefined
  if (customReader) return customReader
  const commonFields = ['metadata.name', ...(kind.namespaced ? ['metadata.namespace'] : [])]
  if (!commonFields.includes(path) && !kind.selectableFields?.includes(path))
    throw badRequest(renderUnknownFieldError(kind, path))
  return object => getValueAt(object, path)
}

/**
 * Renders the error message. As in the real server, custom resources and kinds with their own selectable
 * fields have a different message.
 */
const renderUnknownFieldError = (kind: Kind, path: string): string =>
  kind.selectableFields || kind.computedSelectableFields || kind.isCustom
    ? `field label not supported: ${path}`
    : `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`

/** Parses kubectl's `--field-selector`. Throws 400 for fields that the kind does not support. */
export const parseFieldSelector = (text: string, kind: Kind): ((object: KubeObject) => boolean) => {
  const matchers = splitRequirements(text).map(part => {
    const match = /^([^=!]+)(!=|==|=)(.*)$/.exec(part)
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
    const [, path = '', operator, value = ''] = match
    const readField = createFieldReader(path, kind)
    return (object: KubeObject) => (readField(object) === value) === (operator !== '!=')
  })
  return object => matchers.every(matches => matches(object))
}
