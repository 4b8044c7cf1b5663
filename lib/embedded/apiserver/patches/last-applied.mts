import type { KubeObject } from '../../../kube/types.mts'
import type { MergeRule } from '../kind.mts'
import { collectChangedFields, collectFields, type FieldSet, subtract } from './field-set.mts'
import { omitSystemFields } from './managed-fields.mts'

/** The annotation in which client-side `kubectl apply` stores the applied object. */
const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** The only manager that can take over fields from client-side apply. */
const kubectlManager = 'kubectl'

/**
 * Returns the fields that kubectl can take over from its own client-side apply without a conflict. These are the
 * fields of the last apply whose values have not changed since. This function corresponds to `lastAppliedManager`
 * in apimachinery.
 */
export const findInheritedFields = (
  rules: Record<string, MergeRule>,
  current: KubeObject | undefined,
  manager: string,
): FieldSet => {
  const text = current?.metadata.annotations?.[lastAppliedAnnotation]
  if (!current || !text || manager !== kubectlManager) return {}
  const appliedObject = parseAppliedObject(text)
  if (appliedObject?.apiVersion !== current.apiVersion) return {}
  const appliedContent = omitSystemFields(appliedObject)
  const changedFields = collectChangedFields(rules, omitSystemFields(current), appliedContent)
  return subtract(collectFields(rules, appliedContent), changedFields) ?? {}
}

const parseAppliedObject = (text: string): KubeObject | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Updates the annotation when kubectl uses server-side apply, so that users can switch back to client-side apply.
 * This function corresponds to `lastAppliedUpdater` in apimachinery.
 */
export const updateLastApplied = (
  mergedObject: KubeObject,
  appliedObject: KubeObject,
  manager: string,
): KubeObject => {
  const { annotations } = mergedObject.metadata
  if (manager !== kubectlManager || !annotations?.[lastAppliedAnnotation]) return mergedObject
  const text = `${JSON.stringify(sortKeys(appliedObject))}\n`
  return {
    ...mergedObject,
    metadata: {
      ...mergedObject.metadata,
      annotations: { ...annotations, [lastAppliedAnnotation]: text },
    },
  }
}

/** Sorts keys as Go does when it writes a map. */
const sortKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, child]) => [key, sortKeys(child)]))
}
