import { readFile, stat } from 'node:fs/promises'
import { isMap } from 'yaml'
import { messageOf, UserError } from '../cli/errors.mts'
import {
  createVersionOf,
  readBaseVersion,
  readNpdVersion,
  type VersionOf,
} from '../npd/version.mts'
import { displayPath, files } from '../repository.mts'
import { parseSources, parseWithinStack } from '../yaml/source.mts'
import { pluginsInDefinition, pluginsInScript } from './from-definition.mts'
import { pluginsInManifest } from './from-manifest.mts'
import { pluginsInValues } from './from-values.mts'
import { findObjects } from './manifest-objects.mts'
import type { PluginFiles } from './plugin-files.mts'

/** Larger than any real manifest, but small enough to parse quickly. */
const maxBytes = 16 * 1024 * 1024

/**
 * Reads the plugins that a file configures (default: `npd/values.yaml`). The file contains chart
 * values, a ConfigMap, a rendered manifest, a monitor definition or a script. Throws a UserError if
 * the file cannot be read or contains anything else. `npdVersion` replaces the version of the image.
 */
export const loadPlugins = async (
  file: string = files.values,
  npdVersion?: string,
): Promise<PluginFiles> =>
  parsePlugins(
    displayPath(file),
    await readInput(file),
    createVersionOf({ given: readNpdVersion(npdVersion), base: await readBaseVersion() }),
  )

const readInput = async (file: string): Promise<string> => {
  try {
    const { size } = await stat(file)
    if (size > maxBytes) throw new Error(`its ${size} bytes exceed the limit of ${maxBytes}`)
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UserError(
      `Failed to read ${displayPath(file)}: ${messageOf(error)}.`,
      'Pass a file with chart values, a ConfigMap, a manifest or a monitor definition.',
    )
  }
}

/** Reads plugins from a text. `file` appears in messages, and scripts are searched for near it. */
export const parsePlugins = (
  file: string,
  text: string,
  versionOf: VersionOf = createVersionOf(),
): PluginFiles => parseWithinStack(file, () => parse(file, text, versionOf))

const parse = (file: string, text: string, versionOf: VersionOf): PluginFiles => {
  if (text.startsWith('#!')) return pluginsInScript(file, text, versionOf())
  if (isJson(text) && !isObjectOrValues(text)) return pluginsInDefinition(file, text, versionOf())
  const sources = parseSources(file, text)
  const objects = sources.flatMap(findObjects)
  if (objects.length > 0) return pluginsInManifest({ file, text, objects }, versionOf)
  const [source] = sources
  if (sources.length === 1 && isMap(source?.document.contents)) {
    if (source.document.has('settings')) return pluginsInValues(source, text, versionOf)
    if (source.document.has('rules')) return pluginsInDefinition(file, text, versionOf())
  }
  throw new UserError(
    `Failed to find plugins in ${file}: it contains no chart \`settings\`, no Kubernetes object and no \`rules\`.`,
    'Pass a file with chart values, a ConfigMap, a manifest or a monitor definition.',
  )
}

const isJson = (text: string): boolean => /^\ufeff?\s*[{[]/.test(text)

/** Whether JSON is a Kubernetes object or chart values. Also works for text with syntax errors. */
const isObjectOrValues = (text: string): boolean =>
  /"apiVersion"\s*:/.test(text) || /^\ufeff?\s*\{\s*"settings"\s*:/.test(text)
