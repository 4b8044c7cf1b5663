import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { LineCounter } from 'yaml'
import { mountPath } from '../chart/values.mts'
import { parseConfig } from '../npd/config.mts'
import { displayPath } from '../repository.mts'
import type { Position } from '../yaml/source.mts'
import {
  absolutePath,
  type Definition,
  type MountedFile,
  type PluginFiles,
} from './plugin-files.mts'

/** A definition or a script in a separate file. */
export interface TextFile {
  file: string
  text: string
}

/** The places on this machine to search for the scripts of rules. */
export interface ScriptSearch {
  /**
   * Scripts that the user passed together with the definition. A script belongs to a rule if its base name equals
   * that of the rule's path.
   */
  scripts: TextFile[]
  /** The folders passed with `--scripts`. */
  folders: string[]
}

/** Reads a monitor definition from its own file, and finds its scripts. */
export const readPluginsInDefinition = (
  { file, text }: TextFile,
  search: ScriptSearch,
  npdVersion: string,
): PluginFiles => {
  const path = `${mountPath}/${basename(file)}`
  const parsed = parseConfig(text, { configPath: path, pathExists: () => true, npdVersion })
  const definition: Definition = {
    file,
    text,
    path,
    positionOf: createPositionLookup(text),
    parsed,
  }
  const rules = parsed.uncheckedConfig?.rules ?? []
  const scripts = [...new Set(rules.map(rule => rule.path))].flatMap(
    script => findScript(file, script, search) ?? [],
  )
  return {
    ...createDefaultFields({ file, text }, npdVersion),
    inputType: 'definition',
    monitors: [{ path, file, position: start, definition }],
    mountedFiles: [definition, ...scripts],
  }
}

/** Reads a script without a definition. */
export const readPluginsInScript = ({ file, text }: TextFile, npdVersion: string): PluginFiles => ({
  ...createDefaultFields({ file, text }, npdVersion),
  inputType: 'script',
  monitors: [],
  mountedFiles: [{ ...describeScriptFile({ file, text }), path: `${mountPath}/${basename(file)}` }],
})

const createDefaultFields = ({ file }: TextFile, npdVersion: string) => ({
  file,
  sources: [],
  npdVersion,
  knownFolders: [],
  opaquePaths: [],
  hidingMounts: [],
  otherMonitors: [],
  heartbeat: { period: '5m0s', file, position: start },
})

const start: Position = { line: 1, column: 1 }

/** Returns a function that converts an offset in `text` to a line and a column. */
export const createPositionLookup = (text: string): MountedFile['positionOf'] => {
  const lines = new LineCounter()
  lines.lineStarts.push(0)
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1)
  return offset => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
}

const describeScriptFile = ({ file, text }: TextFile) => {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode
  return {
    file,
    text,
    positionOf: createPositionLookup(text),
    mode: mode === undefined ? undefined : mode & 0o777,
  }
}

/**
 * Finds the script of a rule. The path in the rule refers to NPD's container. Searches the files that the user
 * passed, the folders of `--scripts`, the folder of the definition and the folders next to it. A relative path
 * is also resolved against every folder above the definition, because in a repository it is often relative to
 * the root.
 */
const findScript = (
  definitionFile: string,
  scriptPath: string,
  { scripts, folders }: ScriptSearch,
): MountedFile | undefined => {
  if (scriptPath === '' || scriptPath.includes('\0')) return undefined
  const name = basename(scriptPath)
  const passedScript = scripts.find(({ file }) => basename(file) === name)
  if (passedScript) return { ...describeScriptFile(passedScript), path: absolutePath(scriptPath) }
  const folder = dirname(definitionFile)
  const parentCandidates = scriptPath.startsWith('/')
    ? []
    : listFolderAndParents(folder).map(folder => join(folder, scriptPath))
  const siblings = siblingNames.flatMap(sibling => [
    join(folder, sibling, name),
    join(folder, '..', sibling, name),
  ])
  const folderCandidates = [...folders, folder].map(folder => join(folder, name))
  const found = [...folderCandidates, ...siblings, ...parentCandidates].find(isFile)
  if (found === undefined) return undefined
  const file = { file: displayPath(found), text: readFileSync(found, 'utf8') }
  return { ...describeScriptFile(file), path: absolutePath(scriptPath) }
}

/** Folders next to a definition that usually contain its scripts, as in NPD's own repository. */
const siblingNames = ['plugin', 'plugins', 'scripts', 'bin']

const listFolderAndParents = (folder: string): string[] =>
  folder === dirname(folder) ? [folder] : [folder, ...listFolderAndParents(dirname(folder))]

const isFile = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
