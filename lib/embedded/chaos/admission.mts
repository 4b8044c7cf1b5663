import { isDeepStrictEqual } from 'node:util'
import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import type { AdmissionDenial, AdmissionWebhook } from '../apiserver/rest/admission.mts'
import { type ChaosProblem, validateNetworkChaos } from './validate.mts'

/** Maps field paths to the paths in chaos-mesh's error messages, which follow Go's struct nesting. */
const goFieldPaths: Record<string, string> = {
  'spec.value': 'Spec.PodSelector.value',
  'spec.target.value': 'Spec.Target.value',
  'spec.duration': 'Spec.Duration',
  'spec.action': 'Spec.Action',
  'spec.externalTargets': 'Spec.ExternalTargets',
  'spec.device': 'Spec.Device',
  'spec.targetDevice': 'Spec.TargetDevice',
  'spec.remoteCluster': 'Spec.RemoteCluster',
}

/**
 * Implements chaos-mesh's validating webhook. Returns a denial, or undefined if the write is allowed.
 */
export const admitNetworkChaos: AdmissionWebhook = ({ kind, object, oldObject }) => {
  if (kind !== 'NetworkChaos') return undefined
  const chaos = object as NetworkChaos
  if (
    oldObject &&
    !isDeepStrictEqual(normalizeSpec(chaos), normalizeSpec(oldObject as NetworkChaos))
  )
    return deny('Cannot update chaos spec')
  const reasons = validateNetworkChaos(chaos).map(toReason)
  if (reasons.length === 0) return undefined
  return deny(reasons.length === 1 ? String(reasons[0]) : `[${reasons.join(', ')}]`)
}

/**
 * Replaces missing fields with empty strings, because Go does not distinguish a missing field from an empty
 * one. `duration` is an exception: it is a pointer in chaos-mesh.
 */
const normalizeSpec = ({ spec }: NetworkChaos): object => {
  const { device = '', targetDevice = '', remoteCluster = '', value = '', ...otherFields } = spec
  const target = spec.target && { ...spec.target, value: spec.target.value ?? '' }
  return { ...otherFields, device, targetDevice, remoteCluster, value, target }
}

const deny = (reason: string): AdmissionDenial => ({
  code: 403,
  message: `admission webhook "vnetworkchaos.kb.io" denied the request: ${reason}`,
})

const toReason = ({ field, value, message }: ChaosProblem): string =>
  `${goFieldPaths[field] ?? field}: Invalid value: ${JSON.stringify(value)}: ${message}`
