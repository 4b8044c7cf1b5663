import type { LabelSelectorRequirement, Labels } from '../types.mts'
import { checkKey, checkValues } from './selector.mts'

type Operator = LabelSelectorRequirement['operator']

/** `NotIn` matches labels without the key, as everywhere in Kubernetes. */
const operators: Record<Operator, (value: string | undefined, values: string[]) => boolean> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: value => value !== undefined,
  DoesNotExist: value => value === undefined,
}

export const matchesLabels = (labels: Labels = {}, wanted: Labels = {}): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value)

export const matchesRequirements = (
  labels: Labels = {},
  requirements: LabelSelectorRequirement[] = [],
): boolean =>
  requirements.every(({ key, operator, values = [] }) => operators[operator](labels[key], values))

/** Throws for the first thing wrong, in the words of apimachinery's `LabelSelectorAsSelector`. */
export const checkRequirements = (
  labels: Labels = {},
  requirements: LabelSelectorRequirement[] = [],
): void => {
  for (const [key, value] of Object.entries(labels)) {
    checkKey(key, 'key')
    checkValues(key, [value])
  }
  for (const requirement of requirements) checkRequirement(requirement)
}

const checkRequirement = ({ key, operator, values = [] }: LabelSelectorRequirement): void => {
  if (!Object.hasOwn(operators, operator))
    throw new Error(`"${operator}" is not a valid label selector operator`)
  checkKey(key, 'key')
  const needsValues = operator === 'In' || operator === 'NotIn'
  if (needsValues && values.length === 0)
    throw new Error(
      "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
    )
  if (!needsValues && values.length > 0)
    throw new Error(
      `values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`,
    )
  checkValues(key, values)
}
