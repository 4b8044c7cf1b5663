import { findSimilar } from '../../cli/closest.mts'
import { isObject } from '../../kube/is-object.mts'
import { dig } from '../../yaml/dig.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { chartKeys, settingsKeys } from '../values-forms.mts'
import { createFindingAt, type Finding } from './finding.mts'

/** Finds keys that chart 2.4.1 does not have, at the top level and in `settings`. */
export const checkChartKeys = ({ valuesSource }: PluginFiles): Finding[] => {
  if (!valuesSource) return []
  const checkKeys = (basePath: string[], knownKeys: string[]) => {
    const map = dig(valuesSource.value, ...basePath)
    if (!isObject(map)) return []
    return Object.keys(map)
      .filter(key => !knownKeys.includes(key) && key !== 'global' && !key.startsWith('x-'))
      .map(key => {
        const { file, position } = valuesSource.locationOf([...basePath, key])
        const suggestion = findSimilar(key, knownKeys)
        return createFindingAt(file, position, {
          rule: 'unknown-chart-key',
          message: `the chart has no value \`${[...basePath, key].join('.')}\``,
          effect: 'Helm ignores it',
          fix: suggestion ? `write \`${suggestion}\`` : 'remove it, or move it to the right place',
        })
      })
  }
  return [...checkKeys([], chartKeys), ...checkKeys(['settings'], settingsKeys)]
}
