import type { ConfigMap } from '../kube/types.mts'
import { toMilliseconds } from '../npd/go/duration.mts'
import { definitionsIn } from './definitions.mts'

/** In milliseconds. */
export interface Timing {
  interval: number
  timeout: number
}

/** How often NPD's plugins run and how long they may, by the definitions that are in force; the slowest counts. */
export const timingOf = (configMap: ConfigMap): Timing | undefined => {
  const timings = definitionsIn(configMap).map(({ pluginGlobalConfig }) => pluginGlobalConfig)
  if (timings.length === 0) return undefined
  return {
    interval: Math.max(...timings.map(({ invokeInterval }) => toMilliseconds(invokeInterval))),
    timeout: Math.max(...timings.map(({ timeout }) => toMilliseconds(timeout))),
  }
}
