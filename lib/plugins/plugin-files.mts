import { posix } from 'node:path'
import type { NpdValues } from '../chart/values.mts'
import type { Location, ValuesSource } from '../chart/values-source.mts'
import type { PolicyRule } from '../kube/types.mts'
import type { ParsedConfig } from '../npd/config.mts'
import type { FlagProblem } from '../npd/flags.mts'
import type { Position } from '../yaml/source.mts'

/** Text inside one of the user's files. */
interface EmbeddedText {
  text: string
  /** Converts an offset in the text, in characters, to a position in the user's file. */
  positionOf(offset: number): Position
}

/** A file in NPD's container: a monitor definition, a script or another mounted file. */
export interface MountedFile extends EmbeddedText {
  /** The absolute path in the container, such as `/custom-config/plugin.sh`. */
  path: string
  /** The permission bits, if known. */
  mode?: number
  /** The user's file that contains the text. */
  file: string
}

/** A monitor definition and the result of NPD's parser. */
export interface Definition extends MountedFile {
  parsed: ParsedConfig
}

/** A definition that NPD is configured to load, and the location of its entry in the list of monitors. */
export interface ListedMonitor extends Location {
  /** The path as written in the list. */
  path: string
  /** Undefined if the user's files do not contain the definition. */
  definition?: Definition
}

/** The ServiceAccount of NPD and its permissions. */
export interface Account extends Location {
  /** Undefined if the workload does not set a ServiceAccount. */
  name?: string
  /** Undefined if the user's files do not show the permissions. */
  permissions?: PolicyRule[]
}

/** A mount that hides a folder of the image. */
export interface HidingMount extends Location {
  path: string
  /** Whether the files come from neither a ConfigMap nor a Secret. */
  hasUnknownVolumeType: boolean
}

/** Files that are mounted into the container. */
export interface Mounts {
  mountedFiles: MountedFile[]
  /** The folders in the container whose files are all known. */
  knownFolders: string[]
  /** The mount paths whose contents are unknown, such as those of a host folder. */
  opaquePaths: string[]
  /** The mounts that hide folders of the image. */
  hidingMounts: HidingMount[]
}

/** The plugins of one NPD installation. */
export interface PluginFiles extends Mounts {
  /** The user's file that messages refer to. */
  file: string
  /** The complete contents of the user's YAML files. */
  sources: { file: string; text: string }[]
  inputType: 'values' | 'manifest' | 'definition' | 'script'
  /** The NPD version whose behavior applies. Example: `v1.36.0`. */
  npdVersion: string
  /** The chart's values, if the plugins come from values. */
  values?: NpdValues
  /** The chart's values as they are written. */
  valuesSource?: ValuesSource
  /** The custom plugin monitors in the order in which NPD loads them. */
  monitors: ListedMonitor[]
  /** The system log monitors and the system stats monitors. */
  otherMonitors: ListedMonitor[]
  /** The value of `--k8s-exporter-heartbeat-period`, a Go duration, and its location. */
  heartbeat: Location & { period: string }
  /** The problem that makes NPD exit while it reads its flags. */
  flagProblem?: FlagProblem<Location>
  /** Undefined if the files contain neither a workload nor chart values. */
  account?: Account
}

/** Resolves a path from NPD's working directory, `/`. */
export const absolutePath = (path: string): string => posix.resolve('/', path)

/** Returns the mounted file at the path of a rule. */
export const fileAt = (
  { mountedFiles }: Pick<Mounts, 'mountedFiles'>,
  path: string,
): MountedFile | undefined => mountedFiles.find(file => file.path === absolutePath(path))

type Folders = Pick<Mounts, 'knownFolders' | 'opaquePaths'>

/** The innermost of these folders that contains the path. */
const findInnermostFolder = (folders: string[], path: string): string =>
  folders
    .filter(folder => path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`))
    .reduce((longest, folder) => (folder.length > longest.length ? folder : longest), '')

/** Whether a path is in a folder whose files are all known. */
export const isInKnownFolder = ({ knownFolders, opaquePaths }: Folders, path: string): boolean => {
  const absolute = absolutePath(path)
  const known = findInnermostFolder(knownFolders, absolute)
  return known !== '' && known.length > findInnermostFolder(opaquePaths, absolute).length
}

/** Whether a path is in a mount whose contents are unknown, such as a host folder. */
export const isInOpaqueMount = (files: Folders, path: string): boolean =>
  findInnermostFolder(files.opaquePaths, absolutePath(path)) !== '' && !isInKnownFolder(files, path)

/** Whether NPD may find a file at a path. False only if the file is certainly missing. */
export const mayExist = (files: Folders & Pick<Mounts, 'mountedFiles'>, path: string): boolean =>
  !isInKnownFolder(files, path) || fileAt(files, path) !== undefined

/** Returns the definitions in the files, in the order in which NPD loads them. */
export const definitionsOf = ({ monitors }: Pick<PluginFiles, 'monitors'>): Definition[] =>
  monitors.flatMap(({ definition }) => definition ?? [])
