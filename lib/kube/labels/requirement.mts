import { checkLabelValue, checkQualifiedName } from '../names.mts'
import type { Labels } from '../types.mts'

/** One requirement of a label selector. `=`, `==`, `!=`, `gt` and `lt` have one value. */
export interface Requirement {
  key: string
  operator: 'exists' | '!' | 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt'
  values: string[]
}

/**
 * Ports apimachinery's `labels.NewRequirement`. Throws an Error with apimachinery's message, which
 * lists all violations.
 */
export const createRequirement = (
  key: string,
  operator: Requirement['operator'],
  values: string[],
): Requirement => {
  const errors = [
    ...checkKey(key, 'key'),
    ...checkValueCount(operator, values),
    ...checkIntegerValues(operator, values),
    ...values.flatMap((value, index) =>
      formatViolations(`values[${index}][${key}]`, value, checkLabelValue(value)),
    ),
  ]
  if (errors.length > 0) throw new Error(formatErrors(errors))
  return { key, operator, values }
}

/** Validates a key. Returns at most one error, which starts with `path`. */
export const checkKey = (key: string, path: string): string[] =>
  formatViolations(path, key, checkQualifiedName(key))

const formatViolations = (path: string, value: string, violations: string[]): string[] =>
  violations.length > 0
    ? [`${path}: Invalid value: ${JSON.stringify(value)}: ${violations.join('; ')}`]
    : []

const checkValueCount = (operator: Requirement['operator'], values: string[]): string[] => {
  if ((operator === 'in' || operator === 'notin') && values.length === 0)
    return ["values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty"]
  if ((operator === 'exists' || operator === '!') && values.length > 0)
    return [
      `values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`,
    ]
  return []
}

const checkIntegerValues = (operator: Requirement['operator'], values: string[]): string[] =>
  operator === 'gt' || operator === 'lt'
    ? values.flatMap((value, index) =>
        parseInteger(value) === undefined
          ? formatViolations(`values[${index}]`, value, [
              "for 'Gt', 'Lt' operators, the value must be an integer",
            ])
          : [],
      )
    : []

/** Formats several errors as `utilerrors.Aggregate` does. */
const formatErrors = (errors: string[]): string => {
  const distinctErrors = [...new Set(errors)]
  return distinctErrors.length === 1 ? distinctErrors.join() : `[${distinctErrors.join(', ')}]`
}

/** Whether labels satisfy all requirements. */
export const matchesSelector = (labels: Labels = {}, requirements: Requirement[]): boolean =>
  requirements.every(requirement => matchesRequirement(labels, requirement))

/**
 * Whether labels satisfy one requirement. A missing label satisfies the operators `!`, `!=` and `notin`, and
 * no others.
 */
const matchesRequirement = (labels: Labels, { key, operator, values }: Requirement): boolean => {
  // Ignores inherited properties such as `constructor`.
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  if (operator === '!' || operator === 'exists') return (value === undefined) === (operator === '!')
  if (operator === '!=' || operator === 'notin')
    return value === undefined || !values.includes(value)
  if (value === undefined) return false
  if (operator !== 'gt' && operator !== 'lt') return values.includes(value)
  const [number, limit] = [parseInteger(value), parseInteger(values[0] ?? '')]
  if (number === undefined || limit === undefined) return false
  return operator === 'gt' ? number > limit : number < limit
}

const int64Limit = 2n ** 63n

/** Ports Go's `strconv.ParseInt(text, 10, 64)`. Returns undefined instead of an error. */
const parseInteger = (text: string): bigint | undefined => {
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const value = BigInt(text.replace(/^\+/, ''))
  return value >= -int64Limit && value < int64Limit ? value : undefined
}
