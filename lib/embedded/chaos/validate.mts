import type { ChaosTarget, NetworkChaos } from '../../chaos-mesh/types.mts'
import { messageOf } from '../../cli/errors.mts'
import { parseDuration } from '../../npd/go/duration.mts'
import { atoi } from './atoi.mts'

export interface ChaosProblem {
  /** Path of the field. Example: `spec.value`. */
  field: string
  value: unknown
  message: string
}

type Spec = NetworkChaos['spec']

/**
 * Returns all problems with an experiment: first those that chaos-mesh's webhook reports, then features that
 * the embedded cluster does not support. The API server validates types and enums.
 */
export const validateNetworkChaos = ({ spec }: Pick<NetworkChaos, 'spec'>): ChaosProblem[] => [
  ...validateValue(spec, 'spec.value'),
  ...validateDuration(spec.duration),
  ...(spec.target ? validateValue(spec.target, 'spec.target.value') : []),
  ...unsupportedFeatures
    .filter(({ isUsed }) => isUsed(spec))
    .map(feature => toProblem(feature, spec)),
]

interface UnsupportedFeature {
  field: keyof Spec
  isUsed: (spec: Spec) => boolean
  message: string
}

/**
 * Features that the embedded network cannot simulate. A pod there can only reach the API server, and each
 * direction is either open or blocked.
 */
const unsupportedFeatures: UnsupportedFeature[] = [
  {
    field: 'action',
    isUsed: ({ action }) => action !== 'partition',
    message:
      'the embedded cluster supports only the action "partition", not %s; use a kind cluster instead',
  },
  {
    field: 'externalTargets',
    isUsed: ({ externalTargets }) => (externalTargets ?? []).length > 0,
    message: 'the embedded cluster does not support externalTargets; use a kind cluster instead',
  },
  {
    field: 'device',
    isUsed: ({ device }) => !isDefaultDevice(device),
    message:
      'the embedded cluster supports only the device "eth0", not %s; use a kind cluster instead',
  },
  {
    field: 'targetDevice',
    isUsed: ({ targetDevice }) => !isDefaultDevice(targetDevice),
    message:
      'the embedded cluster supports only the device "eth0", not %s; use a kind cluster instead',
  },
  {
    field: 'remoteCluster',
    isUsed: ({ remoteCluster }) => !!remoteCluster,
    message: 'the embedded cluster does not support remote clusters; use a kind cluster instead',
  },
]

/** Whether the device is missing or is `eth0`. chaos-mesh treats `eth0@if12` as `eth0`. */
const isDefaultDevice = (device: string | undefined): boolean =>
  !device || device.split('@')[0] === 'eth0'

const toProblem = ({ field, message }: UnsupportedFeature, spec: Spec): ChaosProblem => {
  const value = spec[field]
  return { field: `spec.${field}`, value, message: message.replace('%s', JSON.stringify(value)) }
}

const validateDuration = (duration: string | undefined): ChaosProblem[] => {
  if (!duration) return []
  try {
    parseDuration(duration)
    return []
  } catch (error) {
    const message = `parse duration field error: ${messageOf(error)}`
    return [{ field: 'spec.duration', value: duration, message }]
  }
}

/** Validates like chaos-mesh's `PodSelector.Validate`. The modes `one` and `all` ignore the value. */
const validateValue = ({ mode, value = '' }: ChaosTarget, field: string): ChaosProblem[] => {
  if (mode === 'one' || mode === 'all') return []
  const message = findValueError(mode, value)
  return message === undefined ? [] : [{ field, value, message }]
}

const findValueError = (mode: string, value: string): string | undefined => {
  try {
    const number = atoi(value)
    if (mode === 'fixed')
      return number > 0 ? undefined : `value must be greater than 0 with mode:${mode}`
    return number > 0 && number <= 100
      ? undefined
      : `value of ${number} is invalid, Must be (0,100] with mode:${mode}`
  } catch (error) {
    return `parse value field error:${messageOf(error)}`
  }
}
