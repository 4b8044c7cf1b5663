import { isObject } from '../kube/is-object.mts'
import { dig, type Path } from '../yaml/dig.mts'
import type { Problem } from '../yaml/source.mts'
import type { ValuesSource } from './values-source.mts'

export const monitorsPath = ['settings', 'custom_plugin_monitors']
export const logMonitorsPath = ['settings', 'log_monitors']
export const definitionsPath = ['settings', 'custom_monitor_definitions']

const maxSize = 1024 * 1024

/** The fix for an invalid key. */
export const keyFix =
  'use at most 253 letters, digits, `-`, `_` and `.`; the key must not be `.` or start with `..`'

/** Follows Kubernetes' `IsConfigMapKey`. */
export const isConfigMapKey = (key: string): boolean =>
  key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..')

const isString = (value: unknown): boolean => typeof value === 'string'
const isListOf =
  (isValid: (item: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(isValid)

const extraRulesPath = ['rbac', 'clusterRole', 'extraRules']

/** The required type of the value at each path. `null` counts as missing, as in Helm. */
const requiredTypes: [Path, (value: unknown) => boolean, string][] = [
  [[], isObject, 'the values must be a map'],
  [['settings'], isObject, '`settings` must be a map'],
  [monitorsPath, isListOf(isString), '`custom_plugin_monitors` must be a list of paths'],
  [logMonitorsPath, isListOf(isString), '`log_monitors` must be a list of paths'],
  [definitionsPath, isObject, '`custom_monitor_definitions` must be a map of file names to text'],
  [extraRulesPath, isListOf(isObject), '`rbac.clusterRole.extraRules` must be a list of rules'],
  [['image'], isObject, '`image` must be a map'],
  [['env'], isListOf(isObject), '`env` must be a list of variables'],
  [['settings', 'extraArgs'], isListOf(isString), '`extraArgs` must be a list of strings'],
  [['extraVolumes'], isListOf(isObject), '`extraVolumes` must be a list of volumes'],
  [['extraVolumeMounts'], isListOf(isObject), '`extraVolumeMounts` must be a list of mounts'],
]

/**
 * Returns a problem for each value that has the wrong type. Also checks that the definitions fit in a ConfigMap
 * and that their names are valid keys.
 */
export const checkShapes = ({ value, locationOf }: ValuesSource): Problem[] => {
  const problems = requiredTypes.flatMap(([path, isValid, message]) => {
    const found = dig(value, ...path) ?? undefined
    return found === undefined || isValid(found)
      ? []
      : [{ ...locationOf(path), message, fix: 'see the comments in npd/values.yaml' }]
  })
  const definitions = dig(value, ...definitionsPath)
  if (problems.length > 0 || !isObject(definitions)) return problems
  const size = Object.values(definitions).reduce<number>(
    (sum, text) => sum + String(text).length,
    0,
  )
  if (size > maxSize)
    return [
      {
        ...locationOf(definitionsPath),
        message: `\`custom_monitor_definitions\` is ${size} characters long, but the limit of a ConfigMap is ${maxSize} (1 MiB)`,
        fix: 'remove the entries that NPD does not need',
      },
    ]
  return Object.entries(definitions).flatMap(([key, text]) =>
    !isConfigMapKey(key)
      ? {
          ...locationOf([...definitionsPath, key]),
          message: `\`${key}\` cannot be a key of a ConfigMap`,
          fix: keyFix,
        }
      : typeof text === 'string'
        ? []
        : {
            ...locationOf([...definitionsPath, key]),
            message: `\`${key}\` is not a string`,
            fix: `write \`${key}: |\`, and indent the text on the lines below it`,
          },
  )
}
