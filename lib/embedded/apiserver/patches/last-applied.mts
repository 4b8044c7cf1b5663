import type { KubeObject } from '../../../kube/types.mts'
import type { ListRule } from '../kind.mts'
import { changedFields, collectFields, type FieldSet, subtract } from './field-set.mts'
import { managedPart } from './managed-fields.mts'

/** Where `kubectl apply`, by the client, keeps what it applied. */
const annotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** The only manager that goes on with an object of the client-side apply. */
const kubectl = 'kubectl'

/**
 * The fields that kubectl may take over from its own client-side apply without a conflict: those it
 * applied that still have that value. As `lastAppliedManager` of apimachinery's managedfields.
 */
export const inheritedFields = (
  rules: Record<string, ListRule>,
  current: KubeObject | undefined,
  manager: string,
): FieldSet => {
  const text = current?.metadata.annotations?.[annotation]
  if (!current || !text || manager !== kubectl) return {}
  const applied = parse(text)
  if (applied?.apiVersion !== current.apiVersion) return {}
  const wanted = managedPart(applied)
  const changed = changedFields(rules, managedPart(current), wanted)
  return subtract(collectFields(rules, wanted), changed) ?? {}
}

const parse = (text: string): KubeObject | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Keeps the annotation in step with what kubectl applies by the server, so that one may go back. As
 * `lastAppliedUpdater`.
 */
export const withLastApplied = (
  merged: KubeObject,
  applied: KubeObject,
  manager: string,
): KubeObject => {
  const { annotations } = merged.metadata
  if (manager !== kubectl || !annotations?.[annotation]) return merged
  const text = `${JSON.stringify(sortKeys(applied))}\n`
  return {
    ...merged,
    metadata: { ...merged.metadata, annotations: { ...annotations, [annotation]: text } },
  }
}

/** As Go writes a map: its keys in order. */
const sortKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]))
}
