import type { KubeObject, Labels } from '../../kube/types.mts'
import { badRequest } from './errors.mts'
import type { Kind } from './kind.mts'

export type LabelTest = (labels: Labels | undefined) => boolean

interface Requirement {
  form: RegExp
  test: (key: string, values: string) => LabelTest
}

const valuesOf = (text: string): string[] => text.split(',').map(value => value.trim())

/** The forms of one requirement, as `k8s.io/apimachinery/pkg/labels` parses them. */
const requirements: Requirement[] = [
  {
    form: /^([^\s!=,()]+)\s+notin\s+\(([^)]*)\)$/,
    test: (key, values) => labels => !valuesOf(values).includes(labels?.[key] ?? '\0'),
  },
  {
    form: /^([^\s!=,()]+)\s+in\s+\(([^)]*)\)$/,
    test: (key, values) => labels => valuesOf(values).includes(labels?.[key] ?? '\0'),
  },
  {
    form: /^([^\s!=,()]+)\s*!=\s*([^\s!=,()]*)$/,
    test: (key, value) => labels => labels?.[key] !== value,
  },
  {
    form: /^([^\s!=,()]+)\s*==?\s*([^\s!=,()]*)$/,
    test: (key, value) => labels => labels?.[key] === value,
  },
  { form: /^!\s*([^\s!=,()]+)$/, test: key => labels => labels?.[key] === undefined },
  { form: /^([^\s!=,()]+)$/, test: key => labels => labels?.[key] !== undefined },
]

/** The commas of `in (a,b)` do not separate requirements. */
const split = (text: string): string[] =>
  text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(part => part !== '')

/** kubectl's `-l`: all requirements have to hold; the empty text means everything. */
export const parseLabelSelector = (text: string): LabelTest => {
  const tests = split(text).map(part => {
    for (const { form, test } of requirements) {
      const match = form.exec(part)
      if (match) return test(match[1] ?? '', match[2] ?? '')
    }
    throw badRequest(
      `unable to parse requirement: found '${part}', expected: a key, '!', 'in', 'notin', '=', '==' or '!='`,
    )
  })
  return labels => tests.every(test => test(labels))
}

type FieldReader = (object: KubeObject) => string

const valueAt = (object: unknown, path: string): string => {
  let value = object
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step]
  return value === undefined || value === null ? '' : String(value)
}

const readerOf = (path: string, kind: Kind): FieldReader => {
  const special = kind.selectableValues?.[path]
  if (special) return special
  const known = ['metadata.name', ...(kind.namespaced ? ['metadata.namespace'] : [])]
  if (!known.includes(path) && !kind.selectableFields?.includes(path))
    throw badRequest(`field label not supported: ${path}`)
  return object => valueAt(object, path)
}

/** kubectl's `--field-selector`: equality of the few fields that the kind offers. */
export const parseFieldSelector = (text: string, kind: Kind): ((object: KubeObject) => boolean) => {
  const tests = split(text).map(part => {
    const match = /^([^=!]+)(!=|==|=)(.*)$/.exec(part)
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
    const [, path = '', operator, value = ''] = match
    const read = readerOf(path, kind)
    return (object: KubeObject) => (read(object) === value) === (operator !== '!=')
  })
  return object => tests.every(test => test(object))
}
