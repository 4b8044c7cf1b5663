import type { ConfigMap } from '../kube/types.mts'
import { parseConfig } from '../npd/config.mts'

type Definition = NonNullable<ReturnType<typeof parseConfig>['config']>

/** The monitor definitions that are in force, by NPD's ConfigMap; without those that NPD would refuse. */
export const definitionsIn = ({ data = {} }: ConfigMap): Definition[] =>
  Object.entries(data)
    .filter(([key]) => key.endsWith('.json'))
    .flatMap(([key, text]) => {
      const { config } = parseConfig(text, { configPath: key, pathExists: () => true })
      return config ?? []
    })
