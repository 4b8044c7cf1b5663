import type { ConfigMap } from '../kube/types.mts'
import { parseConfig } from '../npd/config.mts'
import { toMilliseconds } from '../npd/go/duration.mts'

type Definition = NonNullable<ReturnType<typeof parseConfig>['config']>

/** The monitor definitions that NPD loads, from its ConfigMap; without those that NPD would reject. */
export const definitionsIn = ({ data = {} }: ConfigMap): Definition[] =>
  Object.entries(data)
    .filter(([key]) => key.endsWith('.json'))
    .flatMap(([key, text]) => {
      const { config } = parseConfig(text, { configPath: key, pathExists: () => true })
      return config ?? []
    })

/** The types of the conditions that these definitions set. */
export const conditionTypesOf = (definitions: Definition[]): string[] =>
  definitions.flatMap(({ defaultConditions }) => defaultConditions.map(({ type }) => type))

/** In milliseconds. */
export interface Timing {
  interval: number
  timeout: number
}

/** The longest interval and timeout of the plugins, from the definitions that NPD loads. */
export const timingOf = (configMap: ConfigMap): Timing | undefined => {
  const timings = definitionsIn(configMap).map(({ pluginGlobalConfig }) => pluginGlobalConfig)
  if (timings.length === 0) return undefined
  return {
    interval: Math.max(...timings.map(({ invokeInterval }) => toMilliseconds(invokeInterval))),
    timeout: Math.max(...timings.map(({ timeout }) => toMilliseconds(timeout))),
  }
}
