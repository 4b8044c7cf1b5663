import { posix } from 'node:path'
import type { ParsedConfig } from '../npd/config.mts'
import type { Position } from '../yaml/source.mts'

/** A text inside one of the user's files. */
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

/** A definition that NPD is configured to load. */
export interface ListedMonitor {
  /** The path as written in the list. */
  path: string
  /** The position of the list entry. */
  position: Position
  /** Undefined if the user's file does not contain the definition. */
  definition?: Definition
}

/** The plugins that one of the user's files configures. */
export interface PluginFiles {
  /** The path to show in messages. */
  file: string
  /** The whole text of the file. */
  text: string
  kind: 'values' | 'manifest' | 'definition' | 'script'
  /** The version of NPD whose rules apply. Example: `v1.36.0`. */
  npdVersion: string
  /** The monitors in the order in which NPD loads them. */
  monitors: ListedMonitor[]
  /** All mounted files: definitions, scripts and others. */
  mounted: MountedFile[]
  /** The folders in the container whose files are all known. */
  mountPaths: string[]
  /** The value of `--k8s-exporter-heartbeat-period`, a Go duration, and its position. */
  heartbeat: { period: string; position: Position }
}

/** Resolves a path from NPD's working directory, `/`. */
export const absolutePath = (path: string): string => posix.resolve('/', path)

/** Returns the mounted file at the path of a rule. */
export const fileAt = (
  { mounted }: Pick<PluginFiles, 'mounted'>,
  path: string,
): MountedFile | undefined => mounted.find(file => file.path === absolutePath(path))

/** Whether a path is in a folder whose files are all known. */
export const isMounted = ({ mountPaths }: Pick<PluginFiles, 'mountPaths'>, path: string): boolean =>
  mountPaths.some(folder => absolutePath(path).startsWith(`${folder}/`))

/** Whether NPD may find a file at a path. False only if the file is certainly missing. */
export const mayExist = (
  files: Pick<PluginFiles, 'mounted' | 'mountPaths'>,
  path: string,
): boolean => !isMounted(files, path) || fileAt(files, path) !== undefined

/** Returns the definitions in the file, in the order in which NPD loads them. */
export const definitionsOf = ({ monitors }: PluginFiles): Definition[] =>
  monitors.flatMap(({ definition }) => definition ?? [])
