import { posix } from 'node:path'
import type { ParsedConfig } from '../npd/config.mts'
import type { Position } from '../yaml/source.mts'

/** A text inside a file of the user's, which knows where its characters stand there. */
interface EmbeddedText {
  text: string
  /** `offset` counts characters from the start of the text. */
  positionOf(offset: number): Position
}

/** A file as NPD's container has it: a monitor definition or a script. */
export interface MountedFile extends EmbeddedText {
  /** From `/`, as in `/custom-config/plugin.sh`. */
  path: string
  /** Permission bits, where something says which. */
  mode?: number
  /** The file of the user's in which it stands. */
  file: string
}

/** A monitor definition as NPD reads it. */
export interface Definition extends MountedFile {
  parsed: ParsedConfig
}

/** A definition that NPD is told to load. */
export interface ListedMonitor {
  /** As it is listed. */
  path: string
  /** Where it is listed. */
  position: Position
  /** Undefined if it is not in the file. */
  definition?: Definition
}

/** The plugins that a file of the user's configures. */
export interface PluginFiles {
  /** As messages name it. */
  file: string
  /** All of it. */
  text: string
  kind: 'values' | 'manifest' | 'definition' | 'script'
  /** In the order in which NPD loads them. */
  monitors: ListedMonitor[]
  /** Whatever is mounted: definitions, scripts and other files. */
  mounted: MountedFile[]
  /** Folders of which all files are known. */
  mountPaths: string[]
  /** `--k8s-exporter-heartbeat-period`, a Go duration, and where it stands. */
  heartbeat: { period: string; position: Position }
}

/** NPD's working directory is `/`. */
export const absolutePath = (path: string): string => posix.resolve('/', path)

/** The mounted file at a rule's path. */
export const fileAt = (
  { mounted }: Pick<PluginFiles, 'mounted'>,
  path: string,
): MountedFile | undefined => mounted.find(file => file.path === absolutePath(path))

/** Whether a path lies in a folder of which all files are known. */
export const isMounted = ({ mountPaths }: Pick<PluginFiles, 'mountPaths'>, path: string): boolean =>
  mountPaths.some(folder => absolutePath(path).startsWith(`${folder}/`))

/** Whether NPD finds a file there, as far as can be known here. */
export const mayExist = (
  files: Pick<PluginFiles, 'mounted' | 'mountPaths'>,
  path: string,
): boolean => !isMounted(files, path) || fileAt(files, path) !== undefined

/** The definitions that are in the file, in NPD's order. */
export const definitionsOf = ({ monitors }: PluginFiles): Definition[] =>
  monitors.flatMap(({ definition }) => definition ?? [])
