import { conditionsAnnotation, metricsAnnotation } from '../chart/npd-annotations.mts'
import type { Pod } from '../kube/types.mts'

/** How to ask NPD itself, cut off or not; empty where its pods have a loopback of their own. */
export const renderAddresses = (found: Pod[]): string => {
  const lines = found.flatMap(({ metadata: { annotations = {} }, spec }) => {
    const { [conditionsAnnotation]: conditions, [metricsAnnotation]: metrics } = annotations
    return conditions && metrics ? `  ${spec.nodeName}  curl ${conditions} ${metrics}` : []
  })
  return lines.length > 0
    ? ['What NPD there says itself, cut off or not:', ...lines].join('\n')
    : ''
}
