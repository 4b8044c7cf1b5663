import { definitionsOf, type PluginFiles } from '../plugin-files.mts'
import { checkAccess } from './access-checks.mts'
import { applySuppressions } from './apply-suppressions.mts'
import { checkChartKeys } from './chart-key-checks.mts'
import { findConditionsInSeveralDefinitions } from './condition-checks.mts'
import { findErrors, findWarnings } from './definition-checks.mts'
import type { Finding } from './finding.mts'
import type { ImageContents } from './image-contents.mts'
import {
  checkHiddenFiles,
  checkListedMonitor,
  checkMonitorLists,
  findFlagErrors,
} from './monitor-checks.mts'
import { checkScript, findScripts } from './script/script-checks.mts'
import type { ShellTools } from './script/shell-tools.mts'
import { findSuppressions } from './suppressions.mts'

export interface LintOptions {
  imageContents: ImageContents
  tools: ShellTools
}

/**
 * Returns the findings for plugins. The errors come first, in the order in which
 * node-problem-detector finds them. The warnings follow, sorted by position.
 */
export const lintPlugins = async (
  plugins: PluginFiles[],
  options: LintOptions,
): Promise<Finding[]> => {
  const found: Finding[] = []
  for (const files of plugins) found.push(...(await lintPluginFiles(files, options)))
  const remaining = applySuppressions(
    removeDuplicates(found),
    findSuppressions(plugins),
    rule => rule === 'shellcheck' && !options.tools.hasShellcheck,
  )
  const errors = remaining.filter(({ severity }) => severity === 'error')
  const warnings = remaining.filter(({ severity }) => severity === 'warning')
  return removeDuplicates([...errors, ...warnings.sort(byPosition)])
}

/** Returns the findings for the plugins of one NPD installation. */
const lintPluginFiles = async (
  files: PluginFiles,
  { imageContents, tools }: LintOptions,
): Promise<Finding[]> => {
  const configFindings = [
    ...files.otherMonitors.flatMap(monitor =>
      checkListedMonitor(files, monitor, imageContents, 'log'),
    ),
    ...files.monitors.flatMap(monitor => [
      ...checkListedMonitor(files, monitor, imageContents, 'custom'),
      ...(monitor.definition ? findErrors(monitor.definition, files) : []),
    ]),
  ]
  const occursAfterStart = (finding: Finding & { stage?: string }) => finding.stage === 'run'
  const scripts = findScripts(files)
  const found = [
    ...findFlagErrors(files),
    ...configFindings.filter(finding => !occursAfterStart(finding)),
    ...configFindings.filter(occursAfterStart),
    ...checkMonitorLists(files),
    ...checkHiddenFiles(files),
    ...checkChartKeys(files),
    ...definitionsOf(files).flatMap(definition => findWarnings(definition, files, imageContents)),
    ...findConditionsInSeveralDefinitions(definitionsOf(files)),
    ...checkAccess(files, scripts),
  ]
  for (const script of scripts) found.push(...(await checkScript(script, imageContents, tools)))
  return found
}

const byPosition = (a: Finding, b: Finding): number =>
  a.file === b.file
    ? a.position.line - b.position.line || a.position.column - b.position.column
    : a.file < b.file
      ? -1
      : 1

/** Removes duplicate findings about a definition that is listed twice. */
const removeDuplicates = (findings: Finding[]): Finding[] => {
  const seen = new Set<string>()
  return findings.filter(({ rule, file, position: { line, column }, message }) => {
    const key = JSON.stringify([rule, file, line, column, message])
    return !seen.has(key) && seen.add(key)
  })
}
