import type { LabelSelectorRequirement, Labels } from '../types.mts'
import { createRequirement, matchesSelector, type Requirement } from './requirement.mts'

const operators: Record<LabelSelectorRequirement['operator'], Requirement['operator']> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
}

/**
 * Converts labels and expressions to requirements, like apimachinery's `LabelSelectorAsSelector`.
 * Throws an Error with apimachinery's message if one of them is invalid.
 */
export const toRequirements = (
  labels: Labels = {},
  expressions: LabelSelectorRequirement[] = [],
): Requirement[] => [
  ...Object.entries(labels).map(([key, value]) => createRequirement(key, '=', [value])),
  ...expressions.map(({ key, operator, values = [] }) => {
    if (!Object.hasOwn(operators, operator))
      throw new Error(`"${operator}" is not a valid label selector operator`)
    return createRequirement(key, operators[operator], values)
  }),
]

/** Whether labels contain all of `requiredLabels`. Like `SelectorFromSet`, does not validate `requiredLabels`. */
export const matchesLabels = (labels: Labels | undefined, requiredLabels: Labels = {}): boolean =>
  matchesSelector(
    labels,
    Object.entries(requiredLabels).map(([key, value]) => ({ key, operator: '=', values: [value] })),
  )
