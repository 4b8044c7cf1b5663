import { UserError } from '../cli/errors.mts'
import type { CustomPluginConfig } from '../npd/config-types.mts'
import { createProblemsError } from '../yaml/source.mts'
import { type Definition, definitionsOf, type PluginFiles } from './plugin-files.mts'

/** A definition that NPD can load. */
export interface LoadableDefinition {
  definition: Definition
  config: CustomPluginConfig
}

/**
 * Returns the definitions in a file, in the order in which NPD loads them. Throws a UserError if
 * they keep NPD from starting, or if there are none.
 */
export const findLoadableDefinitions = (files: PluginFiles): LoadableDefinition[] => {
  const missingMonitors = files.monitors.filter(
    ({ path, definition }) => !definition && isInMountedFolder(files, path),
  )
  const problems = [
    ...missingMonitors.map(({ path, position }) => ({
      position,
      message: `the definition ${path} does not exist`,
      fix: 'add it, or correct the path',
    })),
    ...definitionsOf(files).flatMap(definition =>
      definition.parsed.problems.map(({ offset, message, fix }) => ({
        position: definition.positionOf(offset),
        message,
        fix,
      })),
    ),
  ]
  if (problems.length > 0) throw createProblemsError(files.file, problems)
  const loadableDefinitions = definitionsOf(files).flatMap(definition =>
    definition.parsed.config ? { definition, config: definition.parsed.config } : [],
  )
  if (loadableDefinitions.length > 0) return loadableDefinitions
  throw new UserError(
    `Failed to find plugins in ${files.file}: NPD loads no definition from it.`,
    'List a definition in `custom_plugin_monitors`, or pass another file.',
  )
}

const isInMountedFolder = ({ knownFolders }: PluginFiles, path: string): boolean =>
  knownFolders.some(folder => path.startsWith(`${folder}/`))
