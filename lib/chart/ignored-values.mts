import { parseDocument } from 'yaml'
import { isObject } from '../kube/is-object.mts'

/** The chart values that have an effect on the embedded cluster. */
const appliedPaths = new Set([
  ...['image.repository', 'image.tag', 'image.digest', 'image.pullPolicy'],
  ...['settings.heartBeatPeriod', 'settings.custom_plugin_monitors'],
  'settings.custom_monitor_definitions',
  ...['labels', 'annotations', 'env', 'updateStrategy', 'maxUnavailable', 'hostNetwork'],
  'rbac.clusterRole.extraRules',
])

/**
 * The paths of values that have no effect on the embedded cluster, in file order. Empty maps, lists and
 * strings are left out, because they have no effect on any cluster.
 */
export const findIgnoredValues = (text: string): string[] => {
  const values = parseDocument(text).toJS() as unknown
  return collectIgnoredPaths(values, '')
}

const collectIgnoredPaths = (value: unknown, path: string): string[] => {
  if (appliedPaths.has(path) || isEmpty(value)) return []
  const containsAppliedPath =
    path === '' || [...appliedPaths].some(appliedPath => appliedPath.startsWith(`${path}.`))
  if (!containsAppliedPath || !isObject(value)) return path === '' ? [] : [path]
  return Object.entries(value).flatMap(([key, child]) =>
    collectIgnoredPaths(child, path === '' ? key : `${path}.${key}`),
  )
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0)
