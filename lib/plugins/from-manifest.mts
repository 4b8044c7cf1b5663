import { mountPath } from '../chart/values.mts'
import { parseConfig } from '../npd/config.mts'
import type { VersionOf } from '../npd/version.mts'
import type { Position } from '../yaml/source.mts'
import { dig, type ManifestObject } from './manifest-objects.mts'
import { findNpdContainers, mountConfigMaps, type NpdContainer } from './npd-workload.mts'
import {
  type Definition,
  fileAt,
  type ListedMonitor,
  type MountedFile,
  mayExist,
  type PluginFiles,
} from './plugin-files.mts'

/**
 * Reads plugins from Kubernetes objects: NPD's workload with its ConfigMaps, or only ConfigMaps.
 */
export const pluginsInManifest = (
  { file, text, objects }: { file: string; text: string; objects: ManifestObject[] },
  versionOf: VersionOf,
): PluginFiles => {
  const configMaps = objects.filter(({ value }) => value.kind === 'ConfigMap')
  const [npd] = objects.flatMap(findNpdContainers)
  const files = {
    npdVersion: versionOf(npd && String(dig(npd.container, 'image'))),
    ...(npd
      ? mountConfigMaps(npd, configMaps)
      : { mounted: configMaps.flatMap(filesOfLoneMap), mountPaths: [mountPath] }),
  }
  return {
    file,
    text,
    kind: 'manifest',
    monitors: npd ? findListedMonitors(npd, files) : findCustomMonitors(files),
    ...files,
    heartbeat: npd?.heartbeat ?? { period: '5m0s', position: start },
  }
}

const start: Position = { line: 1, column: 1 }

/** Without a workload, the mount path is unknown. Assumes the path that the chart uses. */
const filesOfLoneMap = ({ value, textAt }: ManifestObject): MountedFile[] =>
  Object.keys(Object(dig(value, 'data'))).map(key => ({
    ...textAt(['data', key]),
    path: `${mountPath}/${key}`,
  }))

type Files = Pick<PluginFiles, 'mounted' | 'mountPaths' | 'npdVersion'>

const findListedMonitors = ({ configPaths }: NpdContainer, files: Files): ListedMonitor[] =>
  configPaths.map(({ path, position }) => {
    const file = fileAt(files, path)
    return { path, position, definition: file && readDefinition(file, path, files) }
  })

const readDefinition = (file: MountedFile, configPath: string, files: Files): Definition => ({
  ...file,
  parsed: parseConfig(file.text, {
    configPath,
    pathExists: path => mayExist(files, path),
    npdVersion: files.npdVersion,
  }),
})

const findCustomMonitors = (files: Files): ListedMonitor[] =>
  files.mounted
    .filter(({ path, text }) => path.endsWith('.json') && !isOtherMonitor(text))
    .map(file => ({
      path: file.path,
      position: file.positionOf(0),
      definition: readDefinition(file, file.path, files),
    }))

const logMonitors = ['kmsg', 'filelog', 'journald', 'abrt']

/** Whether the text configures one of NPD's other monitors, which use a different format. */
export const isOtherMonitor = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text)
    const plugin = dig(value, 'plugin')
    if (typeof plugin === 'string') return logMonitors.includes(plugin)
    return plugin === undefined && dig(value, 'rules') === undefined
  } catch {
    return false
  }
}
