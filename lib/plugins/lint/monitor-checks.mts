import { checkPeriod } from '../../chart/values.mts'
import { quote } from '../../npd/go/quote.mts'
import { isOtherMonitor } from '../from-manifest.mts'
import { absolutePath, definitionsOf, type PluginFiles } from '../plugin-files.mts'
import { type Finding, findingAt, findingIn } from './finding.mts'
import type { ImageContents } from './image-contents.mts'

/** Errors that NPD finds before it reads a definition. */
export const findFlagErrors = ({ file, heartbeat }: PluginFiles): Finding[] => {
  const fault = checkPeriod(heartbeat.period)
  return fault
    ? [
        findingAt(file, heartbeat.position, {
          rule: 'bad-heartbeat',
          ...fault,
          effect: 'NPD does not start',
          lastLogLine: `invalid argument ${quote(heartbeat.period)} for "--k8s-exporter-heartbeat-period" flag`,
        }),
      ]
    : []
}

/** Finds a listed definition that does not exist. */
export const findMissing = (
  files: PluginFiles,
  { path, position, definition }: PluginFiles['monitors'][number],
  contents: ImageContents,
): Finding[] => {
  if (definition || contents.hasFile(path)) return []
  const isCertain = files.mountPaths.some(folder => absolutePath(path).startsWith(`${folder}/`))
  if (!isCertain)
    return [
      findingAt(files.file, position, {
        rule: 'not-in-image',
        message: `the definition ${quote(path)} is not mounted and not known to be in the image`,
        effect: 'NPD does not start if the file is missing',
        fix: 'correct the path, or add it to image/contents.txt',
      }),
    ]
  const names = files.mounted.map(each => each.path).filter(each => each.endsWith('.json'))
  return [
    findingAt(files.file, position, {
      rule: 'missing-definition',
      message: `the definition ${path} does not exist`,
      effect: 'NPD does not start',
      fix:
        names.length === 0
          ? 'add it'
          : `add it, or correct the path; existing definitions: ${names.join(', ')}`,
      lastLogLine: `Failed to read configuration file ${quote(path)}: open ${path}: no such file or directory`,
    }),
  ]
}

/** Checks the list of monitors for duplicates and omissions. */
export const checkListing = (files: PluginFiles): Finding[] => {
  const { file, kind, monitors, mounted } = files
  if (kind === 'definition' || kind === 'script') return []
  const seen = new Set<string>()
  const duplicates = monitors.flatMap(({ path, position }) => {
    if (!seen.has(path)) {
      seen.add(path)
      return []
    }
    return findingAt(file, position, {
      rule: 'duplicate-monitor',
      message: `${path} is listed twice`,
      effect: 'NPD logs `Duplicated problem daemon configuration` and loads it once',
      fix: 'remove one of the entries',
    })
  })
  const loaded = new Set(definitionsOf(files).map(({ path }) => path))
  const unlisted = mounted
    .filter(
      ({ path, text }) => path.endsWith('.json') && !loaded.has(path) && !isOtherMonitor(text),
    )
    .map(each =>
      findingIn(each, 0, {
        rule: 'unlisted-definition',
        message: `${each.path} is not in a list of monitors`,
        effect: 'it is mounted, but NPD never reads it',
        fix: 'list it in `custom_plugin_monitors`, or remove it',
      }),
    )
  const none = monitors.length > 0 || unlisted.length > 0 ? [] : [noMonitor(files)]
  return [...none, ...duplicates, ...unlisted]
}

const noMonitor = ({ file, heartbeat }: PluginFiles): Finding =>
  findingAt(file, heartbeat.position, {
    rule: 'no-monitor',
    message: 'no custom plugin definition is loaded',
    effect: 'NPD runs no plugin',
    fix: 'list one in `custom_plugin_monitors`, for example /custom-config/network-monitor.json',
  })
