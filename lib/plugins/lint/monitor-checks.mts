import { checkPeriod } from '../../chart/values.mts'
import { joinWords } from '../../cli/join-words.mts'
import { quote } from '../../npd/go/quote.mts'
import { isOtherMonitor } from '../from-manifest.mts'
import { absolutePath, definitionsOf, type PluginFiles } from '../plugin-files.mts'
import { type Finding, findingAt, findingIn } from './finding.mts'
import type { ImageContents } from './image-contents.mts'

/** Checks the flags of NPD, which parses them before it reads a definition. */
export const findFlagErrors = ({ file, heartbeat }: PluginFiles): Finding[] => {
  const problem = checkPeriod(heartbeat.period)
  return problem
    ? [
        findingAt(file, heartbeat.position, {
          rule: 'bad-heartbeat',
          ...problem,
          effect: 'node-problem-detector would not start',
          lastLogLine: `invalid argument ${quote(heartbeat.period)} for "--k8s-exporter-heartbeat-period" flag`,
        }),
      ]
    : []
}

/** Checks whether a listed definition exists. */
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
        message: `the definition ${quote(path)} is neither mounted nor listed in image/contents.txt`,
        effect: 'if the file is missing from the image, NPD does not start',
        fix: 'correct the path, or add it to image/contents.txt if the image has it',
      }),
    ]
  const names = files.mounted.map(each => each.path).filter(each => each.endsWith('.json'))
  return [
    findingAt(files.file, position, {
      rule: 'missing-definition',
      message: `the definition ${path} does not exist`,
      effect: 'node-problem-detector would not start',
      fix: `add it, or correct the path (mounted definitions: ${joinWords(names) || 'none'})`,
      lastLogLine: `Failed to read configuration file ${quote(path)}: open ${path}: no such file or directory`,
    }),
  ]
}

/** Finds definitions that are listed twice or not at all. */
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
      message: `${path} is already listed`,
      effect: 'NPD logs `Duplicated problem daemon configuration` and loads it once',
      fix: 'list it once',
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
        message: `${each.path} is not in the list of monitors`,
        effect: 'the file is mounted, but NPD never reads it',
        fix: 'list it in `custom_plugin_monitors`, or remove it',
      }),
    )
  const none = monitors.length > 0 || unlisted.length > 0 ? [] : [noMonitor(files)]
  return [...none, ...duplicates, ...unlisted]
}

const noMonitor = ({ file, heartbeat }: PluginFiles): Finding =>
  findingAt(file, heartbeat.position, {
    rule: 'no-monitor',
    message: 'no custom plugin definition is listed',
    effect: 'NPD runs no plugin',
    fix: 'list one in `custom_plugin_monitors`, such as /custom-config/network-monitor.json',
  })
