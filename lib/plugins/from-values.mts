import { posix } from 'node:path'
import { definitionsPath, logMonitorsPath, monitorsPath } from '../chart/value-shapes.mts'
import { mountPath, type NpdValues, readValues } from '../chart/values.mts'
import type { Place, ValuesSource } from '../chart/values-source.mts'
import { type Argument, type FlagProblem, parseFlags } from '../npd/flags.mts'
import type { VersionOf } from '../npd/version.mts'
import { listMonitor } from './from-objects.mts'
import type { ManifestObject } from './manifest-objects.mts'
import { mountVolumes } from './mounts.mts'
import type { MountedFile, PluginFiles } from './plugin-files.mts'
import { chartRules } from './rights.mts'

/**
 * Reads plugins from chart values. `objects` may contain ConfigMaps that extra volumes mount. Throws
 * a UserError if a value has the wrong type.
 */
export const pluginsInValues = (
  source: ValuesSource,
  { objects, sources }: { objects: ManifestObject[]; sources: PluginFiles['sources'] },
  versionOf: VersionOf,
): PluginFiles => {
  const read = readValues(source)
  const values = { ...read, npdVersion: versionOf(read.image) }
  const extra = mountVolumes(
    {
      volumes: values.extraVolumes,
      volumeMounts: values.extraVolumeMounts,
      placeOf: index => source.placeOf(['extraVolumeMounts', index]),
      file: source.file,
    },
    objects,
  )
  const files = {
    ...extra,
    mounted: [
      ...Object.entries(values.customMonitorDefinitions).map(([key, text]) =>
        mountedFile(source, key, text),
      ),
      ...extra.mounted,
    ],
    mountPaths: [mountPath, ...extra.mountPaths],
    npdVersion: values.npdVersion,
  }
  const list = (paths: string[], at: (string | number)[]) =>
    paths.map((path, index) => listMonitor({ path, place: source.placeOf([...at, index]) }, files))
  return {
    ...files,
    file: source.file,
    sources,
    kind: 'values',
    values,
    chart: source,
    monitors: list(values.customPluginMonitors, monitorsPath),
    otherMonitors: list(values.logMonitors, logMonitorsPath),
    heartbeat: {
      period: values.heartBeatPeriod,
      ...source.placeOf(['settings', 'heartBeatPeriod']),
    },
    flagProblem: findFlagProblem(source, values),
    account: {
      ...source.placeOf(['rbac']),
      name: 'node-problem-detector',
      rights: values.createsRole ? [...chartRules, ...values.extraRules] : undefined,
    },
  }
}

const mountedFile = (source: ValuesSource, key: string, text: string): MountedFile => ({
  file: source.fileOf([...definitionsPath, key]),
  text,
  path: posix.join(mountPath, key),
  // The chart's `defaultMode`.
  mode: 0o755,
  positionOf: offset => source.placeInside([...definitionsPath, key], offset).position,
})

/**
 * Checks the arguments that chart 2.4.1 creates from `extraArgs`. The chart joins the items without a
 * space. Problems with other flags are reported elsewhere, at their own values.
 */
const findFlagProblem = (
  source: ValuesSource,
  { extraArgs, heartBeatPeriod }: NpdValues,
): FlagProblem<Place> | undefined => {
  const place = source.placeOf(['settings', 'extraArgs'])
  const words = (text: string): Argument<Place>[] =>
    text
      .split(/\s+/)
      .filter(Boolean)
      .map(word => ({ text: word, place }))
  // The last flag of the chart comes just before `extraArgs`, after two spaces.
  const given = words(
    `--config.custom-plugin-monitor=/x --k8s-exporter-heartbeat-period=${heartBeatPeriod}  ${extraArgs.join('')}`,
  )
  const { problem } = parseFlags(given)
  if (!problem || extraArgs.length === 0) return undefined
  if (extraArgs.length === 1) return problem
  return {
    ...problem,
    message: `the chart joins \`extraArgs\` without a space: ${extraArgs.join('')}`,
    fix: 'write all arguments in one item, or start each following item with a space',
  }
}
