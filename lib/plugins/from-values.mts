import { posix } from 'node:path'
import { definitionsPath, logMonitorsPath, monitorsPath } from '../chart/value-shapes.mts'
import { mountPath, type NpdValues, parseTypeCheckedValues } from '../chart/values.mts'
import type { Location, ValuesSource } from '../chart/values-source.mts'
import { type Argument, type FlagProblem, parseFlags } from '../npd/flags.mts'
import type { VersionResolver } from '../npd/version.mts'
import { toListedMonitor } from './from-objects.mts'
import type { ManifestObject } from './manifest-objects.mts'
import { mountVolumes } from './mounts.mts'
import { chartRules } from './permissions.mts'
import type { MountedFile, PluginFiles } from './plugin-files.mts'

/**
 * Reads plugins from chart values. `objects` may contain ConfigMaps that extra volumes mount. Throws
 * a UserError if a value has the wrong type.
 */
export const readPluginsInValues = (
  source: ValuesSource,
  { objects, sources }: { objects: ManifestObject[]; sources: PluginFiles['sources'] },
  versionOf: VersionResolver,
): PluginFiles => {
  const parsedValues = parseTypeCheckedValues(source)
  const values = { ...parsedValues, npdVersion: versionOf(parsedValues.image) }
  const extraMounts = mountVolumes(
    {
      volumes: values.extraVolumes,
      volumeMounts: values.extraVolumeMounts,
      locationOf: index => source.locationOf(['extraVolumeMounts', index]),
      file: source.file,
    },
    objects,
  )
  const files = {
    ...extraMounts,
    mountedFiles: [
      ...Object.entries(values.customMonitorDefinitions).map(([key, text]) =>
        createMountedFile(source, key, text),
      ),
      ...extraMounts.mountedFiles,
    ],
    knownFolders: [mountPath, ...extraMounts.knownFolders],
    npdVersion: values.npdVersion,
  }
  const toMonitors = (paths: string[], basePath: (string | number)[]) =>
    paths.map((path, index) =>
      toListedMonitor({ path, location: source.locationOf([...basePath, index]) }, files),
    )
  return {
    ...files,
    file: source.file,
    sources,
    inputType: 'values',
    values,
    valuesSource: source,
    monitors: toMonitors(values.customPluginMonitors, monitorsPath),
    otherMonitors: toMonitors(values.logMonitors, logMonitorsPath),
    heartbeat: {
      period: values.heartBeatPeriod,
      ...source.locationOf(['settings', 'heartBeatPeriod']),
    },
    flagProblem: findFlagProblem(source, values),
    account: {
      ...source.locationOf(['rbac']),
      name: 'node-problem-detector',
      permissions: values.createsRole ? [...chartRules, ...values.extraRules] : undefined,
    },
  }
}

const createMountedFile = (source: ValuesSource, key: string, text: string): MountedFile => ({
  file: source.fileOf([...definitionsPath, key]),
  text,
  path: posix.join(mountPath, key),
  // The chart's `defaultMode`.
  mode: 0o755,
  positionOf: offset => source.locationInside([...definitionsPath, key], offset).position,
})

/**
 * Checks the arguments that chart 2.4.1 creates from `extraArgs`. The chart joins the items without a space.
 * Problems with other flags are reported at the values that set them.
 */
const findFlagProblem = (
  source: ValuesSource,
  { extraArgs, heartBeatPeriod }: NpdValues,
): FlagProblem<Location> | undefined => {
  const location = source.locationOf(['settings', 'extraArgs'])
  const splitArguments = (text: string): Argument<Location>[] =>
    text
      .split(/\s+/)
      .filter(Boolean)
      .map(argument => ({ text: argument, location }))
  // In the chart, two spaces separate the last flag from `extraArgs`.
  const chartArguments = splitArguments(
    `--config.custom-plugin-monitor=/x --k8s-exporter-heartbeat-period=${heartBeatPeriod}  ${extraArgs.join('')}`,
  )
  const { problem } = parseFlags(chartArguments)
  if (!problem || extraArgs.length === 0) return undefined
  if (extraArgs.length === 1) return problem
  return {
    ...problem,
    message: `the chart joins \`extraArgs\` without a space: ${extraArgs.join('')}`,
    fix: 'put all arguments in one item, or add a leading space to every item except the first, because the chart joins the items without a separator',
  }
}
