import type { NetworkChaos } from '../../../chaos-mesh/types.mts'
import type { KubeObject } from '../../../kube/types.mts'
import { validateBySchema } from '../custom-resource-validation.mts'
import type { FieldError, Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectListRules } from '../schema.mts'
import { networkChaosSchema } from '../schemas/network-chaos.mts'
import { column, nameColumn } from './columns.mts'

type Fields = Record<string, unknown>

/** What a client may have left out. */
interface LooseSelector extends Fields {
  namespaces?: string[]
  expressionSelectors?: Fields[]
}
interface LooseTarget extends Fields {
  selector?: LooseSelector
}
interface LooseSpec extends LooseTarget {
  device?: string
  target?: LooseTarget
}
type LooseChaos = KubeObject & { spec?: LooseSpec; status?: Fields }

/**
 * What is written before the definition is held against it: its default, and what chaos-mesh's
 * mutating webhook makes of it. Go writes fields that are not optional even if they are empty; so one
 * that is missing is found as an unsupported value.
 */
const setNetworkChaosDefaults = (object: KubeObject): void => {
  const chaos = object as LooseChaos
  const spec = dropNulls(chaos.spec ?? {})
  chaos.spec = spec
  spec.direction ||= 'to'
  spec.action ??= ''
  setDevice(spec)
  for (const target of [spec, ...(spec.target ? [spec.target] : [])])
    setTargetDefaults(target, chaos.metadata.namespace ?? '')
  chaos.status = { experiment: {}, ...chaos.status }
}

const setTargetDefaults = (target: LooseTarget, namespace: string): void => {
  target.mode ??= ''
  target.selector ??= {}
  if (!target.selector.namespaces?.length) target.selector.namespaces = [namespace]
  for (const requirement of target.selector.expressionSelectors ?? []) {
    requirement.key ??= ''
    requirement.operator ??= ''
  }
}

/** `eth0@if7`, as `ip link` prints it, is `eth0`. */
const setDevice = (spec: LooseSpec): void => {
  if (!spec.device?.includes('@')) return
  const [name] = spec.device.split('@')
  if (name) spec.device = name
  else delete spec.device
}

const dropNulls = <T,>(value: T): T => {
  if (Array.isArray(value)) return value.map(dropNulls) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(entries.map(([key, inner]) => [key, dropNulls(inner)])) as T
}

const validateNetworkChaos = (object: KubeObject): FieldError[] => [
  ...validateMetadata(object),
  ...validateBySchema(networkChaosSchema, object),
]

/** chaos-mesh's definition declares no status subresource: its status is written like its spec. */
export const networkChaosKind: Kind = {
  group: 'chaos-mesh.org',
  version: 'v1alpha1',
  kind: 'NetworkChaos',
  plural: 'networkchaos',
  singular: 'networkchaos',
  shortNames: [],
  namespaced: true,
  subresources: [],
  custom: true,
  decodedBy: 'mnetworkchaos.kb.io',
  hasGeneration: true,
  lists: collectListRules(networkChaosSchema),
  schema: networkChaosSchema,
  columns: [
    nameColumn,
    column<NetworkChaos>('action', ({ spec }) => spec.action),
    column<NetworkChaos>('duration', ({ spec }) => spec.duration ?? null),
  ],
  setDefaults: setNetworkChaosDefaults,
  validate: validateNetworkChaos,
}
