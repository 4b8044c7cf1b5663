import { isJsonWithoutCustomMonitor } from '../chart/monitor-type.mts'
import { mountPath } from '../chart/values.mts'
import type { Location } from '../chart/values-source.mts'
import { parseConfig } from '../npd/config.mts'
import type { ConfigPath } from '../npd/flags.mts'
import type { VersionResolver } from '../npd/version.mts'
import { dig, listAt } from '../yaml/dig.mts'
import type { ManifestObject } from './manifest-objects.mts'
import { mountVolumes, readFilesInObject } from './mounts.mts'
import type { NpdContainer } from './npd-workload.mts'
import { readAccount } from './permissions.mts'
import {
  type Definition,
  fileAt,
  type ListedMonitor,
  type MountedFile,
  mayExist,
  type PluginFiles,
} from './plugin-files.mts'

type SourceText = PluginFiles['sources'][number]

/** Reads the plugins of a container that runs NPD, with the files that the container mounts from `objects`. */
export const readPluginsInWorkload = (
  npd: NpdContainer,
  { objects, sources }: { objects: ManifestObject[]; sources: SourceText[] },
  versionOf: VersionResolver,
): PluginFiles => {
  const { object, podSpec, container, path, flags } = npd
  const mounts = mountVolumes(
    {
      volumes: listAt(podSpec, 'volumes'),
      volumeMounts: listAt(container, 'volumeMounts'),
      locationOf: index => object.locationInside([...path, 'volumeMounts', index], 0),
      file: object.file,
    },
    objects,
  )
  const files = { ...mounts, npdVersion: versionOf(String(dig(container, 'image'))) }
  return {
    ...files,
    file: object.file,
    sources,
    inputType: 'manifest',
    monitors: flags.customMonitors.map(configPath => toListedMonitor(configPath, files)),
    otherMonitors: [...flags.logMonitors, ...flags.statsMonitors].map(configPath =>
      toListedMonitor(configPath, files),
    ),
    heartbeat: toHeartbeat(flags.heartbeat, object.locationInside(path, 0)),
    flagProblem: flags.problem,
    account: readAccount(npd, objects),
  }
}

const toHeartbeat = (
  heartbeatFlag: { period: string; location: Location } | undefined,
  location: Location,
): PluginFiles['heartbeat'] => ({
  period: heartbeatFlag?.period ?? '5m0s',
  ...(heartbeatFlag?.location ?? location),
})

type Files = Pick<PluginFiles, 'mountedFiles' | 'knownFolders' | 'opaquePaths' | 'npdVersion'>

/**
 * Describes a definition whose path is listed in NPD's flags or in the chart values. Includes its content if the
 * file is mounted.
 */
export const toListedMonitor = (
  { path, location }: ConfigPath<Location>,
  files: Files,
): ListedMonitor => {
  const file = fileAt(files, path)
  return { ...location, path, definition: file && readDefinition(file, path, files) }
}

const readDefinition = (file: MountedFile, configPath: string, files: Files): Definition => ({
  ...file,
  parsed: parseConfig(file.text, {
    configPath,
    pathExists: path => mayExist(files, path),
    npdVersion: files.npdVersion,
  }),
})

/**
 * Reads the plugins in a ConfigMap without a workload. The mount path is unknown. Therefore, this function uses the
 * folder of the script paths if all definitions use the same folder, or else the chart's mount path.
 */
export const readPluginsInConfigMap = (
  object: ManifestObject,
  sources: SourceText[],
  versionOf: VersionResolver,
): PluginFiles | undefined => {
  const found = readFilesInObject(object)
  const folder = findScriptFolder(found.map(({ text }) => text)) ?? mountPath
  const mountedFiles = found.map(({ key, ...file }) => ({ ...file, path: `${folder}/${key}` }))
  const files = {
    mountedFiles,
    knownFolders: [folder],
    opaquePaths: [],
    hidingMounts: [],
    npdVersion: versionOf(),
  }
  const definitions = mountedFiles.filter(
    ({ path, text }) =>
      path.endsWith('.json') && !isJsonWithoutCustomMonitor(text) && isDefinition(text),
  )
  if (definitions.length === 0) return undefined
  return {
    ...files,
    file: object.file,
    sources,
    inputType: 'manifest',
    monitors: definitions.map(file => ({
      path: file.path,
      file: file.file,
      position: file.positionOf(0),
      definition: readDefinition(file, file.path, files),
    })),
    otherMonitors: [],
    heartbeat: { period: '5m0s', ...object.locationInside([], 0) },
  }
}

const isDefinition = (text: string): boolean => /"(rules|plugin)"\s*:/.test(text)

/** The folder of the rules' scripts. Undefined unless all of them are in the same folder. */
const findScriptFolder = (texts: string[]): string | undefined => {
  const folders = texts.flatMap(text =>
    Array.from(text.matchAll(/"path"\s*:\s*"\.?(\/[^"]+)\/[^/"]+"/g), ([, folder = '']) => folder),
  )
  return new Set(folders).size === 1 ? folders[0] : undefined
}
