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

/** Reads a monitor definition from its own file, with the scripts that are found near the file. */
export const pluginsInDefinition = (
  file: string,
  text: string,
  npdVersion: string,
): PluginFiles => {
  const path = `${mountPath}/${basename(file)}`
  const parsed = parseConfig(text, { configPath: path, pathExists: () => true, npdVersion })
  const definition: Definition = { file, text, path, positionOf: positionsIn(text), parsed }
  const rules = parsed.config?.rules ?? []
  const scripts = [...new Set(rules.map(rule => rule.path))].flatMap(
    script => findScript(file, script) ?? [],
  )
  return {
    file,
    text,
    kind: 'definition',
    npdVersion,
    monitors: [{ path, position: start, definition }],
    mounted: [definition, ...scripts],
    mountPaths: [],
    heartbeat: { period: '5m0s', position: start },
  }
}

/** Reads a script without a definition. */
export const pluginsInScript = (file: string, text: string, npdVersion: string): PluginFiles => ({
  file,
  text,
  kind: 'script',
  npdVersion,
  monitors: [],
  mounted: [{ ...scriptFile(file, text), path: `${mountPath}/${basename(file)}` }],
  mountPaths: [],
  heartbeat: { period: '5m0s', position: start },
})

const start: Position = { line: 1, column: 1 }

const positionsIn = (text: string): MountedFile['positionOf'] => {
  const lines = new LineCounter()
  lines.lineStarts.push(0)
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1)
  return offset => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
}

const scriptFile = (file: string, text: string) => {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode
  return {
    file,
    text,
    positionOf: positionsIn(text),
    mode: mode === undefined ? undefined : mode & 0o777,
  }
}

/**
 * Finds the script of a rule on this machine. The path in the rule refers to NPD's container.
 * Searches the folder of the definition, and for a relative path also every folder above it, as in
 * a checkout.
 */
const findScript = (definition: string, path: string): MountedFile | undefined => {
  if (path === '' || path.includes('\0')) return undefined
  const above = path.startsWith('/')
    ? []
    : foldersAbove(definition).map(folder => join(folder, path))
  const found = [join(dirname(definition), basename(path)), ...above].find(isFile)
  if (found === undefined) return undefined
  return {
    ...scriptFile(displayPath(found), readFileSync(found, 'utf8')),
    path: absolutePath(path),
  }
}

const foldersAbove = (file: string): string[] => {
  const folder = dirname(file)
  return folder === dirname(folder) ? [folder] : [folder, ...foldersAbove(folder)]
}

const isFile = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
