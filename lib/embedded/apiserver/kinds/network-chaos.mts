import type { NetworkChaos } from '../../../chaos-mesh/types.mts'
import type { KubeObject } from '../../../kube/types.mts'
import { validateBySchema } from '../custom-resource-validation.mts'
import type { FieldError, Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { networkChaosSchema } from '../schemas/network-chaos.mts'
import { createTextColumn, nameColumn } from './columns.mts'

type Fields = Record<string, unknown>

/** A selector in a request. Any field can be missing. */
interface UnvalidatedSelector extends Fields {
  namespaces?: string[]
  expressionSelectors?: Fields[]
}
interface UnvalidatedTarget extends Fields {
  selector?: UnvalidatedSelector
}
interface UnvalidatedSpec extends UnvalidatedTarget {
  device?: string
  target?: UnvalidatedTarget
}
type UnvalidatedNetworkChaos = KubeObject & { spec?: UnvalidatedSpec; status?: Fields }

/**
 * Before validation, sets the default of `direction` and makes the same changes as chaos-mesh's mutating webhook.
 * The webhook marshals a Go struct, so it writes missing required fields as empty strings. Validation therefore
 * reports them as unsupported values.
 */
const setNetworkChaosDefaults = (object: KubeObject): void => {
  const chaos = object as UnvalidatedNetworkChaos
  const spec = dropNulls(chaos.spec ?? {})
  chaos.spec = spec
  spec.direction ||= 'to'
  spec.action ??= ''
  shortenDevice(spec)
  for (const target of [spec, ...(spec.target ? [spec.target] : [])])
    setPodSelectorDefaults(target, chaos.metadata.namespace ?? '')
  chaos.status = { experiment: {}, ...chaos.status }
}

const setPodSelectorDefaults = (target: UnvalidatedTarget, namespace: string): void => {
  target.mode ??= ''
  target.selector ??= {}
  if (!target.selector.namespaces?.length) target.selector.namespaces = [namespace]
  for (const requirement of target.selector.expressionSelectors ?? []) {
    requirement.key ??= ''
    requirement.operator ??= ''
  }
}

/** Shortens `eth0@if7`, the format of `ip link`, to `eth0`. */
const shortenDevice = (spec: UnvalidatedSpec): void => {
  if (!spec.device?.includes('@')) return
  const [name] = spec.device.split('@')
  if (name) spec.device = name
  else delete spec.device
}

const dropNulls = <T,>(value: T): T => {
  if (Array.isArray(value)) return value.map(dropNulls) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, child]) => child !== null)
  return Object.fromEntries(entries.map(([key, inner]) => [key, dropNulls(inner)])) as T
}

const validateNetworkChaos = (object: KubeObject): FieldError[] => [
  ...validateMetadata(object),
  ...validateBySchema(networkChaosSchema, object),
]

/** NetworkChaos has no status subresource, so its status is written together with its spec. */
export const networkChaosKind: Kind = {
  group: 'chaos-mesh.org',
  version: 'v1alpha1',
  kind: 'NetworkChaos',
  plural: 'networkchaos',
  singular: 'networkchaos',
  shortNames: [],
  namespaced: true,
  subresources: [],
  isCustom: true,
  decodingWebhook: 'mnetworkchaos.kb.io',
  hasGeneration: true,
  mergeRules: collectMergeRules(networkChaosSchema),
  schema: networkChaosSchema,
  columns: [
    nameColumn,
    createTextColumn<NetworkChaos>('action', ({ spec }) => spec.action),
    createTextColumn<NetworkChaos>('duration', ({ spec }) => spec.duration ?? null),
  ],
  setDefaults: setNetworkChaosDefaults,
  validate: validateNetworkChaos,
}
