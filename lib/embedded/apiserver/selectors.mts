import { messageOf } from '../../cli/errors.mts'
import { matchesSelector } from '../../kube/labels/requirement.mts'
import { parseSelector } from '../../kube/labels/selector.mts'
import type { KubeObject, Labels } from '../../kube/types.mts'
import { badRequest } from './errors.mts'
import type { Kind } from './kind.mts'

export type LabelTest = (labels: Labels | undefined) => boolean

/** Throws 400 with the parser's message. */
export const parseLabelSelector = (text: string): LabelTest => {
  try {
    const requirements = parseSelector(text)
    return labels => matchesSelector(labels, requirements)
  } catch (error) {
    throw badRequest(messageOf(error))
  }
}

/** The commas of `in (a,b)` do not separate requirements. */
const split = (text: string): string[] =>
  text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(part => part !== '')

type FieldReader = (object: KubeObject) => string

const valueAt = (object: unknown, path: string): string => {
  let value = object
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step]
  return value === undefined || value === null ? '' : String(value)
}

const createFieldReader = (path: string, kind: Kind): FieldReader => {
  const special = kind.selectableValues?.[path]
  if (special) return special
  const known = ['metadata.name', ...(kind.namespaced ? ['metadata.namespace'] : [])]
  if (!known.includes(path) && !kind.selectableFields?.includes(path))
    throw badRequest(unknownField(kind, path))
  return object => valueAt(object, path)
}

/** Kinds with fields of their own say it otherwise than those without, as their conversions do. */
const unknownField = (kind: Kind, path: string): string =>
  kind.selectableFields || kind.selectableValues || kind.custom
    ? `field label not supported: ${path}`
    : `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`

/** kubectl's `--field-selector`: equality of the few fields that the kind offers. */
export const parseFieldSelector = (text: string, kind: Kind): ((object: KubeObject) => boolean) => {
  const tests = split(text).map(part => {
    const match = /^([^=!]+)(!=|==|=)(.*)$/.exec(part)
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
    const [, path = '', operator, value = ''] = match
    const read = createFieldReader(path, kind)
    return (object: KubeObject) => (read(object) === value) === (operator !== '!=')
  })
  return object => tests.every(test => test(object))
}
