import type { ChaosTarget, NetworkChaos } from '../../chaos-mesh/types.mts'
import { messageOf } from '../../cli/errors.mts'
import { parseDuration } from '../../npd/go/duration.mts'
import { atoi } from './atoi.mts'

export interface ChaosProblem {
  /** Where it stands in the file, as in `spec.value`. */
  field: string
  value: unknown
  message: string
}

type Spec = NetworkChaos['spec']

/**
 * Everything that is wrong with an experiment: what chaos-mesh's webhook finds, then what chaos-mesh
 * can do and the embedded cluster cannot. Types and lists of allowed values are the API server's.
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

/** The only way that a pod has here is the one to the API server, and it is cut or it is not. */
const unsupportedFeatures: UnsupportedFeature[] = [
  {
    field: 'action',
    isUsed: ({ action }) => action !== 'partition',
    message: 'the embedded cluster knows only the action partition, not %s; use kind for it',
  },
  {
    field: 'externalTargets',
    isUsed: ({ externalTargets }) => (externalTargets ?? []).length > 0,
    message: 'the embedded cluster does not know externalTargets; use kind for it',
  },
  {
    field: 'device',
    isUsed: ({ device }) => !isDefaultDevice(device),
    message: 'the embedded cluster knows only the device eth0, not %s; use kind for it',
  },
  {
    field: 'targetDevice',
    isUsed: ({ targetDevice }) => !isDefaultDevice(targetDevice),
    message: 'the embedded cluster knows only the device eth0, not %s; use kind for it',
  },
  {
    field: 'remoteCluster',
    isUsed: ({ remoteCluster }) => !!remoteCluster,
    message: 'the embedded cluster knows no remote cluster; use kind for it',
  },
]

/** chaos-mesh takes `eth0@if12` for `eth0`. */
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

/** As `PodSelector.Validate`: only the modes with a number read the value. */
const validateValue = ({ mode, value = '' }: ChaosTarget, field: string): ChaosProblem[] => {
  if (mode === 'one' || mode === 'all') return []
  const message = valueMessage(mode, value)
  return message === undefined ? [] : [{ field, value, message }]
}

const valueMessage = (mode: string, value: string): string | undefined => {
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
