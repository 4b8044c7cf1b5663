import type { ResourceRequirements } from '../../../kube/pod-types.mts'
import { renderQuantity } from '../../../kube/quantity.mts'
import type { PodSpec } from '../../../kube/types.mts'

/** The resources that determine the QoS class of a pod. */
const resourceNames = ['cpu', 'memory']

/** Returns the nonzero amounts of CPU and memory by resource name. */
const selectNonZeroAmounts = (
  amounts: ResourceRequirements['limits'] = {},
): Record<string, string> =>
  Object.fromEntries(
    resourceNames.flatMap(name => {
      const amount = renderQuantity(amounts[name] ?? 0)
      return amount === '0' ? [] : [[name, amount]]
    }),
  )

/** Computes the QoS class of a pod, as `ComputePodQOS` does in the real server. */
export const computeQosClass = ({ containers, initContainers = [] }: PodSpec): string => {
  const allResources = [...(containers ?? []), ...initContainers].map(({ resources }) => ({
    limits: selectNonZeroAmounts(resources?.limits),
    requests: selectNonZeroAmounts(resources?.requests),
  }))
  const isEmpty = (amounts: object): boolean => Object.keys(amounts).length === 0
  if (allResources.every(({ limits, requests }) => isEmpty(limits) && isEmpty(requests)))
    return 'BestEffort'
  const isGuaranteed = allResources.every(({ limits, requests }) =>
    resourceNames.every(name => limits[name] && requests[name] === limits[name]),
  )
  return isGuaranteed ? 'Guaranteed' : 'Burstable'
}
