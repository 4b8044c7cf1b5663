import type { KubeObject, NetworkChaos, PodSelector } from '../../../kube/types.mts'
import { validateBySchema } from '../custom-resource-validation.mts'
import { invalidField } from '../field-errors.mts'
import type { FieldError, Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { listRulesOf } from '../schema.mts'
import { networkChaosSchema } from '../schemas/network-chaos.mts'
import { column, nameColumn } from './columns.mts'

type Target = { mode: string; value?: string; selector: PodSelector }

/** As Go's `time.ParseDuration`: numbers with units, as in `1h30m`. */
const duration = /^[+-]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/

/** The direction comes from the definition, the namespace from chaos-mesh's webhook. */
const setNetworkChaosDefaults = (object: KubeObject): void => {
  const { spec, metadata } = object as NetworkChaos
  if (spec?.selector === undefined) return
  spec.direction ??= 'to'
  for (const selector of [spec.selector, spec.target?.selector])
    if (selector && !selector.namespaces?.length) selector.namespaces = [metadata.namespace ?? '']
}

/** What is wrong with the `value` from which a mode with a number reads it. */
const findValueError = (mode: string, value: string): string | undefined => {
  if (!['fixed', 'fixed-percent', 'random-max-percent'].includes(mode)) return undefined
  if (!/^[+-]?\d+$/.test(value))
    return `parse value field error:strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`
  const number = Number(value)
  if (mode === 'fixed')
    return number > 0 ? undefined : 'value must be greater than 0 with mode:fixed'
  return number > 0 && number <= 100
    ? undefined
    : `value of ${number} is invalid, Must be (0,100] with mode:${mode}`
}

const validateValue = ({ mode, value = '' }: Target, path: string): FieldError[] => {
  const error = findValueError(mode, value)
  return error ? [invalidField(`${path}.value`, value, error)] : []
}

const validateDuration = (value: string | undefined): FieldError[] =>
  !value || duration.test(value)
    ? []
    : [
        invalidField(
          'spec.duration',
          value,
          `parse duration field error: time: invalid duration ${JSON.stringify(value)}`,
        ),
      ]

/** What chaos-mesh's webhook looks at once the definition finds nothing wrong. */
const validateSpec = ({ spec }: NetworkChaos): FieldError[] => [
  ...validateValue(spec, 'spec'),
  ...(spec.target ? validateValue(spec.target, 'spec.target') : []),
  ...validateDuration(spec.duration),
]

const validateNetworkChaos = (object: KubeObject): FieldError[] => {
  const errors = [...validateMetadata(object), ...validateBySchema(networkChaosSchema, object)]
  return errors.length > 0 ? errors : validateSpec(object as NetworkChaos)
}

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
  hasGeneration: true,
  lists: listRulesOf(networkChaosSchema),
  schema: networkChaosSchema,
  columns: [
    nameColumn,
    column<NetworkChaos>('action', ({ spec }) => spec.action),
    column<NetworkChaos>('duration', ({ spec }) => spec.duration ?? null),
  ],
  setDefaults: setNetworkChaosDefaults,
  validate: validateNetworkChaos,
}
