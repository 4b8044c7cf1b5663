import type { ConfigMap } from '../kube/types.mts'
import { parseConfig } from '../npd/config.mts'
import { toMilliseconds } from '../npd/go/duration.mts'
import { dig, listAt } from '../yaml/dig.mts'
import { parseJsonOrUndefined } from '../yaml/json.mts'
import { detectMonitorType } from './monitor-type.mts'

type Definition = NonNullable<ReturnType<typeof parseConfig>['config']>

/** The custom plugin definitions in NPD's ConfigMap, except those that NPD would reject. */
export const readDefinitions = (configMap: ConfigMap): Definition[] =>
  parseDefinitions(listDefinitionTexts(configMap))

/** The definitions in a ConfigMap, as strings. With `command`, only those that the command lists. */
const listDefinitionTexts = ({ data = {} }: ConfigMap, command?: string[]): string[] =>
  Object.entries(data)
    .filter(([key]) => key.endsWith('.json') && (!command || isListed(command, key)))
    .map(([, text]) => text)

const isListed = (command: string[], key: string): boolean =>
  command.some(word => word.split(/[\s,='"]+/).some(path => path.endsWith(`/${key}`)))

const parseDefinitions = (texts: string[]): Definition[] =>
  texts.flatMap(text => parseConfig(text, { configPath: '', pathExists: () => true }).config ?? [])

/**
 * The types of all conditions that NPD sets with this ConfigMap, including those of log monitors. `command`
 * is the command of NPD's container, which lists the definitions. Without it, uses all definitions in the
 * ConfigMap. Returns undefined if they define no types.
 */
export const listDefinedTypes = (
  configMap: ConfigMap,
  command: string[] | undefined,
): string[] | undefined => {
  const texts = listDefinitionTexts(configMap, command)
  const types = [...conditionTypesOf(parseDefinitions(texts)), ...texts.flatMap(listLogTypes)]
  return types.length === 0 ? undefined : types
}

const listLogTypes = (text: string): string[] => {
  const value = parseJsonOrUndefined(text)
  if (detectMonitorType(value) !== 'log') return []
  return listAt(value, 'conditions').map(condition => String(dig(condition, 'type')))
}

/** The types of the conditions that these definitions set. */
export const conditionTypesOf = (definitions: Definition[]): string[] =>
  definitions.flatMap(({ defaultConditions }) => defaultConditions.map(({ type }) => type))

/** The longest interval and the longest timeout of the plugins, in milliseconds. */
export interface Timing {
  interval: number
  timeout: number
}

/**
 * Finds the longest global interval and timeout (`pluginConfig`) of all valid custom plugin definitions in the
 * ConfigMap. Returns undefined if it contains none.
 */
export const findLongestTiming = (configMap: ConfigMap): Timing | undefined => {
  const globalConfigs = readDefinitions(configMap).map(
    ({ pluginGlobalConfig }) => pluginGlobalConfig,
  )
  if (globalConfigs.length === 0) return undefined
  return {
    interval: Math.max(
      ...globalConfigs.map(({ invokeInterval }) => toMilliseconds(invokeInterval)),
    ),
    timeout: Math.max(...globalConfigs.map(({ timeout }) => toMilliseconds(timeout))),
  }
}
