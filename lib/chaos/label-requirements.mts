import type { LabelSelectorRequirement, Labels } from '../kube/types.mts'

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

/** The first thing wrong, in the words of apimachinery's `LabelSelectorAsSelector`. */
export const requirementError = (
  requirements: LabelSelectorRequirement[] = [],
): string | undefined => {
  for (const { operator, values = [] } of requirements) {
    if (!Object.hasOwn(operators, operator))
      return `"${operator}" is not a valid label selector operator`
    const needsValues = operator === 'In' || operator === 'NotIn'
    if (needsValues && values.length === 0)
      return "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"
    if (!needsValues && values.length > 0)
      return `values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`
  }
  return undefined
}
