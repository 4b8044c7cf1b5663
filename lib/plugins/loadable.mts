import { UserError } from '../cli/errors.mts'
import type { CustomPluginConfig } from '../npd/config-types.mts'
import { problemsError } from '../yaml/source.mts'
import { type Definition, definitionsOf, type PluginFiles } from './plugin-files.mts'

/** A definition with which NPD starts. */
export interface Loadable {
  definition: Definition
  config: CustomPluginConfig
}

/**
 * The definitions of a file, in NPD's order. Throws a UserError if NPD would not start with them, or if
 * there are none.
 */
export const loadableIn = (files: PluginFiles): Loadable[] => {
  const missing = files.monitors.filter(
    ({ path, definition }) => !definition && isOurs(files, path),
  )
  const problems = [
    ...missing.map(({ path, position }) => ({
      position,
      message: `nothing provides the definition ${path}`,
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
  if (problems.length > 0) throw problemsError(files.file, problems)
  const loadable = definitionsOf(files).flatMap(definition =>
    definition.parsed.config ? { definition, config: definition.parsed.config } : [],
  )
  if (loadable.length > 0) return loadable
  throw new UserError(
    `Failed to find plugins in ${files.file}: NPD loads no definition from it.`,
    'List a definition in `custom_plugin_monitors`, or pass another file.',
  )
}

const isOurs = ({ mountPaths }: PluginFiles, path: string): boolean =>
  mountPaths.some(folder => path.startsWith(`${folder}/`))
