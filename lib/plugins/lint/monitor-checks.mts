import { detectMonitorType, isJsonWithoutCustomMonitor } from '../../chart/monitor-type.mts'
import { checkHeartbeatPeriod } from '../../chart/values.mts'
import { joinWords } from '../../cli/join-words.mts'
import { quote } from '../../npd/go/quote.mts'
import { isShipped } from '../../npd/shipped-files.mts'
import { dig } from '../../yaml/dig.mts'
import {
  absolutePath,
  definitionsOf,
  type HidingMount,
  isInKnownFolder,
  isInOpaqueMount,
  type ListedMonitor,
  mayExist,
  type PluginFiles,
} from '../plugin-files.mts'
import { parseDefinition } from './definition-input.mts'
import { createFindingAt, createFindingIn, type Finding } from './finding.mts'
import type { ImageContents } from './image-contents.mts'

const startFailureEffect = 'NPD does not start'

/** Checks NPD's flags. NPD reads them before any definition. */
export const findFlagErrors = ({ heartbeat, flagProblem }: PluginFiles): Finding[] => {
  const periodProblem = checkHeartbeatPeriod(heartbeat.period)
  if (periodProblem)
    return [
      createFindingAt(heartbeat.file, heartbeat.position, {
        rule: 'bad-heartbeat',
        ...periodProblem,
        effect: startFailureEffect,
        lastLogLine: `invalid argument ${quote(heartbeat.period)} for "--k8s-exporter-heartbeat-period" flag`,
      }),
    ]
  if (!flagProblem) return []
  const { location, message, fix, output } = flagProblem
  return [
    createFindingAt(location.file, location.position, {
      rule: 'bad-flag',
      message,
      effect: startFailureEffect,
      fix,
      lastLogLine: output,
    }),
  ]
}

/** Checks whether a listed definition exists, and whether it is listed for the right monitor. */
export const checkListedMonitor = (
  files: PluginFiles,
  monitor: ListedMonitor,
  imageContents: ImageContents,
  monitorType: 'custom' | 'log',
): Finding[] => {
  const { path, file, position, definition } = monitor
  if (definition) return monitorType === 'log' ? checkLogMonitor(monitor) : []
  if (isInOpaqueMount(files, path)) return []
  if (isInKnownFolder(files, path)) {
    const definitionPaths = files.mountedFiles
      .map(mountedFile => mountedFile.path)
      .filter(definitionPath => definitionPath.endsWith('.json'))
    return [
      createFindingAt(file, position, {
        rule: 'missing-definition',
        message: `the definition ${path} does not exist`,
        effect: startFailureEffect,
        fix: `add the definition, or correct the path; these definitions are mounted: ${joinWords(definitionPaths) || 'none'}`,
        lastLogLine: `Failed to read configuration file ${quote(path)}: open ${path}: no such file or directory`,
      }),
    ]
  }
  if (imageContents.hasFile(path) || isShipped(absolutePath(path), files.npdVersion)) return []
  return [
    createFindingAt(file, position, {
      rule: 'not-in-image',
      message: `the definition ${quote(path)} is not mounted, and is not known to be in the image`,
      effect: 'if the file is missing from the image, NPD does not start',
      fix: 'mount the file or correct the path; if your image contains the file, list its path in image/contents.txt, or in a file that you pass with --commands',
    }),
  ]
}

/** Reports a custom plugin definition that is listed for the system log monitor, which cannot read it. */
const checkLogMonitor = ({ path, file, position, definition }: ListedMonitor): Finding[] => {
  const json = definition && parseDefinition(definition)
  const value: unknown = json ? JSON.parse(definition.text.replace(/^\ufeff/, '')) : undefined
  if (detectMonitorType(value) !== 'custom') return []
  const hasOnlyStrings = Object.values(Object(dig(value, 'pluginConfig'))).every(
    value => typeof value === 'string',
  )
  return [
    createFindingAt(file, position, {
      rule: 'wrong-monitor',
      message: `${path} is a custom plugin definition, but is listed under the system log monitor`,
      effect: startFailureEffect,
      fix: 'list it in `custom_plugin_monitors`, or pass it with --config.custom-plugin-monitor',
      lastLogLine: hasOnlyStrings
        ? `No create function found for plugin ${quote(String(dig(value, 'plugin') ?? ''))}`
        : `Failed to unmarshal configuration file ${quote(path)}: json: cannot unmarshal`,
    }),
  ]
}

/** Finds definitions that are listed twice or not listed, and chart values that list no custom plugin. */
export const checkMonitorLists = (files: PluginFiles): Finding[] => {
  const { inputType, monitors, otherMonitors, mountedFiles } = files
  if (inputType === 'definition' || inputType === 'script') return []
  const seenPaths = new Set<string>()
  const duplicates = monitors.flatMap(({ path, file, position }) => {
    if (!seenPaths.has(path)) {
      seenPaths.add(path)
      return []
    }
    return createFindingAt(file, position, {
      rule: 'duplicate-monitor',
      message: `${path} is already listed`,
      effect: 'NPD logs `Duplicated problem daemon configuration` and loads the definition once',
      fix: 'list it once',
    })
  })
  const listedPaths = new Set([...monitors, ...otherMonitors].map(({ path }) => absolutePath(path)))
  const unlisted = mountedFiles
    .filter(
      ({ path, text }) =>
        path.endsWith('.json') && !listedPaths.has(path) && !isJsonWithoutCustomMonitor(text),
    )
    .map(mountedFile =>
      createFindingIn(mountedFile, 0, {
        rule: 'unlisted-definition',
        message: `${mountedFile.path} is not in the list of monitors`,
        effect: 'NPD never runs the rules in the file',
        fix:
          inputType === 'values'
            ? 'list it in `custom_plugin_monitors`, or remove it'
            : 'name it in --config.custom-plugin-monitor, or remove it',
      }),
    )
  // A workload may have only log monitors.
  const hasDefinitionsOrNeedsNone =
    monitors.length > 0 || unlisted.length > 0 || inputType !== 'values'
  return [
    ...(hasDefinitionsOrNeedsNone ? [] : [createNoMonitorFinding(files)]),
    ...duplicates,
    ...unlisted,
  ]
}

const createNoMonitorFinding = ({ heartbeat }: PluginFiles): Finding =>
  createFindingAt(heartbeat.file, heartbeat.position, {
    rule: 'no-monitor',
    message: 'no custom plugin definition is listed',
    effect: 'NPD does not run any plugins',
    fix: 'list a definition in `custom_plugin_monitors`, such as /custom-config/network-monitor.json',
  })

/**
 * Finds mounts that hide files of NPD's image. Does not report a ConfigMap that provides all files that
 * NPD is configured to use.
 */
export const checkHiddenFiles = (files: PluginFiles): Finding[] =>
  files.hidingMounts
    .filter(mount => hidesNeededFiles(mount, files))
    .map(({ path, file, position }) =>
      createFindingAt(file, position, {
        rule: 'hidden-files',
        message: `the mount at ${path} hides the image's files in this folder`,
        effect: "NPD cannot use the image's own definitions and scripts",
        fix: 'mount your files at another path, for example /custom-config',
      }),
    )

const hidesNeededFiles = (
  { path, hasUnknownVolumeType }: HidingMount,
  files: PluginFiles,
): boolean => {
  const rules = definitionsOf(files).flatMap(({ parsed }) => parsed.uncheckedConfig?.rules ?? [])
  const usedPaths = [...files.monitors, ...files.otherMonitors, ...rules].map(({ path }) => path)
  return (
    hasUnknownVolumeType ||
    usedPaths.some(
      usedPath => absolutePath(usedPath).startsWith(`${path}/`) && !mayExist(files, usedPath),
    )
  )
}
