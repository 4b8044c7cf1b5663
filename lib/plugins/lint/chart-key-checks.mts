import { closest } from '../../cli/closest.mts'
import { isObject } from '../../kube/is-object.mts'
import { dig } from '../../yaml/dig.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { chartKeys, settingsKeys } from '../values-forms.mts'
import { type Finding, findingAt } from './finding.mts'

/** Finds keys that chart 2.4.1 does not have, at the top and below `settings`. */
export const checkChartKeys = ({ chart }: PluginFiles): Finding[] => {
  if (!chart) return []
  const check = (base: string[], known: string[]) => {
    const map = dig(chart.value, ...base)
    if (!isObject(map)) return []
    return Object.keys(map)
      .filter(key => !known.includes(key) && key !== 'global' && !key.startsWith('x-'))
      .map(key => {
        const { file, position } = chart.locationOf([...base, key])
        const near = closest(key, known)
        return findingAt(file, position, {
          rule: 'unknown-chart-key',
          message: `the chart has no value \`${[...base, key].join('.')}\``,
          effect: 'Helm ignores it',
          fix: near ? `write \`${near}\`` : 'remove it, or move it to the right place',
        })
      })
  }
  return [...check([], chartKeys), ...check(['settings'], settingsKeys)]
}
