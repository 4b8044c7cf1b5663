import { dirname } from 'node:path'
import { parseNpdVersion, readBaseVersion } from '../chart/npd-version.mts'
import { mergeValues, type ValuesSource } from '../chart/values-source.mts'
import { UserError } from '../cli/errors.mts'
import { isPublishedPackage } from '../cli/invocation.mts'
import { createVersionResolver, type VersionResolver } from '../npd/version.mts'
import { files } from '../repository.mts'
import { dig } from '../yaml/dig.mts'
import { readPluginsInDefinition, readPluginsInScript } from './from-definition.mts'
import { readPluginsInConfigMap, readPluginsInWorkload } from './from-objects.mts'
import { readPluginsInValues } from './from-values.mts'
import { type InputFile, readInputs } from './input-files.mts'
import { listVolumeSourceNames } from './mounts.mts'
import { findNpdContainers, type NpdContainer } from './npd-workload.mts'
import { definitionsOf, type PluginFiles } from './plugin-files.mts'
import { type ClassifiedInputs, readParts } from './read-parts.mts'

/** How the user's files are read. */
export interface LoadOptions {
  /** `--npd-version`: overrides the version from the image tag. */
  npdVersion?: string
  /** `--values-key`: the key that contains the values for NPD's chart. */
  valuesKey?: string
  /** `--scripts`: folders that contain scripts for definitions in separate files. */
  scripts?: string[]
  /** Reads standard input, for the path `-`. */
  readStdin?: () => Promise<string>
}

/** The plugins in the user's files. */
export interface Workspace {
  /** The plugins of each NPD installation, and of each file that is not part of one. */
  plugins: PluginFiles[]
  /** One line for each file that was not read, with the reason. */
  notes: string[]
  /** The files that configure NPD's other monitors, which are not checked. */
  otherMonitors: string[]
  /** One error for each file that cannot be read. */
  failures: UserError[]
}

/**
 * Reads the plugins that these files configure. If `paths` is empty, reads `npd/values.yaml` or, when run from the
 * published package, the current folder. The files are combined: workloads use the ConfigMaps in other files,
 * values files are merged, and the scripts of definitions are found among the files.
 */
export const loadWorkspace = async (
  paths: string[],
  options: LoadOptions = {},
): Promise<Workspace> => {
  const requestedVersion = parseNpdVersion(options.npdVersion)
  const versionOf = createVersionResolver({
    given: requestedVersion,
    fallback: await readBaseVersion(),
  })
  const { inputs, failures } = await readInputs(
    paths.length > 0 ? paths : [isPublishedPackage ? '.' : files.values],
    options.readStdin ?? noStdin,
  )
  const workspace = readPluginsInInputs(inputs, options, versionOf)
  return { ...workspace, failures: [...failures, ...workspace.failures] }
}

const noStdin = (): Promise<string> => Promise.resolve('')

/**
 * Reads the plugins of one NPD installation. Throws a UserError if a file cannot be read, or if the files do not
 * configure exactly one installation.
 */
export const loadPlugins = async (
  paths: string[] = [],
  options: LoadOptions = {},
): Promise<PluginFiles> => selectSingleInstallation(await loadWorkspace(paths, options), paths)

const selectSingleInstallation = (
  { plugins, notes, failures }: Workspace,
  paths: string[],
): PluginFiles => {
  const [failure] = failures
  if (failure) throw failure
  const nonEmptyPlugins = plugins.filter(files => definitionsOf(files).length > 0)
  const [pluginFiles = plugins[0]] = nonEmptyPlugins
  if (nonEmptyPlugins.length > 1)
    throw new UserError(
      `Failed to choose plugins: several NPD installations are configured, in ${nonEmptyPlugins.map(({ file }) => file).join(' and ')}.`,
      'Pass the files of one of them.',
    )
  if (pluginFiles) return pluginFiles
  throw createNotFoundError(paths.join(', '), notes)
}

/**
 * Reads plugins from a string. `file` is the path to show in messages and the starting point of the search for
 * scripts.
 */
export const parsePlugins = (
  file: string,
  text: string,
  versionOf: VersionResolver = createVersionResolver(),
): PluginFiles =>
  selectSingleInstallation(readPluginsInInputs([{ file, text, isExplicit: true }], {}, versionOf), [
    file,
  ])

/** Reads the plugins of all NPD installations in the input files. */
const readPluginsInInputs = (
  inputs: InputFile[],
  { valuesKey, scripts = [] }: Pick<LoadOptions, 'valuesKey' | 'scripts'>,
  versionOf: VersionResolver,
): Workspace => {
  const parts = readParts(inputs, valuesKey)
  const context = { objects: parts.objects, sources: parts.sources }
  const containers = parts.objects.flatMap(findNpdContainers)
  const plugins = [
    ...groupValues(parts.values, inputs).map(group =>
      readPluginsInValues(mergeValues(group), context, versionOf),
    ),
    ...parts.releaseValues.map(group =>
      readPluginsInValues(mergeValues(group), context, versionOf),
    ),
    ...containers.map(npd => readPluginsInWorkload(npd, context, versionOf)),
  ]
  plugins.push(...readUnmountedConfigMaps(parts, containers, versionOf))
  plugins.push(...readSeparateFiles(parts, scripts, plugins, versionOf))
  return {
    plugins,
    notes: parts.notes,
    otherMonitors: parts.otherMonitors,
    failures: parts.failures,
  }
}

/** The error for files that contain no plugin. */
export const createNotFoundError = (names: string, notes: string[]): UserError =>
  new UserError(
    [
      `Failed to find plugins in ${names}: no chart \`settings\`, Kubernetes object or \`rules\` found.`,
      ...notes,
    ].join('\n'),
    'Pass a file with chart values, a ConfigMap, a manifest or a monitor definition.',
  )

/**
 * Groups the values files to merge. The files that the user named form one group. The other files form one group
 * for each folder. Values in different folders are for different releases.
 */
const groupValues = (values: ValuesSource[], inputs: InputFile[]): ValuesSource[][] => {
  const groups = new Map<string, ValuesSource[]>()
  for (const source of values) {
    const isNamedByUser = inputs.some(({ file, isExplicit }) => isExplicit && file === source.file)
    const key = isNamedByUser ? '' : dirname(source.file)
    groups.set(key, [...(groups.get(key) ?? []), source])
  }
  return [...groups.values()]
}

/** Reads the plugins in the ConfigMaps that no NPD container in these objects mounts. */
const readUnmountedConfigMaps = (
  { objects, sources }: ClassifiedInputs,
  containers: NpdContainer[],
  versionOf: VersionResolver,
): PluginFiles[] => {
  const used = containers.flatMap(({ podSpec }) => listVolumeSourceNames(podSpec))
  return objects
    .filter(
      ({ value }) => value.kind === 'ConfigMap' && !used.includes(dig(value, 'metadata', 'name')),
    )
    .flatMap(object => readPluginsInConfigMap(object, sources, versionOf) ?? [])
}

const readSeparateFiles = (
  { definitions, scripts }: ClassifiedInputs,
  folders: string[],
  installations: PluginFiles[],
  versionOf: VersionResolver,
): PluginFiles[] => {
  const used = new Set(
    installations.flatMap(({ mountedFiles }) => mountedFiles.map(({ file }) => file)),
  )
  const fromDefinitions = definitions
    .filter(({ file }) => !used.has(file))
    .map(definition => readPluginsInDefinition(definition, { scripts, folders }, versionOf()))
  for (const { mountedFiles } of fromDefinitions)
    for (const { file } of mountedFiles) used.add(file)
  // A folder may contain many scripts that are not plugins.
  const hasOnlyScripts = installations.length + fromDefinitions.length === 0
  return [
    ...fromDefinitions,
    ...scripts
      .filter(({ file, isExplicit }) => (isExplicit || hasOnlyScripts) && !used.has(file))
      .map(script => readPluginsInScript(script, versionOf())),
  ]
}
