import { readFile, writeFile } from 'node:fs/promises'
import { valuesOf } from '../../chart/values-source.mts'
import { messageOf, UserError } from '../../cli/errors.mts'
import { invocationOf, isPublishedPackage } from '../../cli/invocation.mts'
import type { Phases } from '../../cli/phases.mts'
import { isObject } from '../../kube/is-object.mts'
import { displayPath, files } from '../../repository.mts'
import { dig } from '../../yaml/dig.mts'
import { parseSource, parseSources } from '../../yaml/source.mts'
import { lintFiles } from '../lint/plugin-lint.mts'
import { findObjects } from '../manifest-objects.mts'
import { renderDiff, renderNewFileDiff } from './diff.mts'
import { derivePluginNames, type PluginNames } from './names.mts'
import { planTests } from './plan-tests.mts'
import { findTemplate, type Template } from './templates.mts'
import { planPlugin } from './write-plugin.mts'

const defaultFile = isPublishedPackage ? 'values.yaml' : files.values

export interface NewPluginRequest {
  name: string
  template: string | undefined
  /**
   * The values file, which is created if it is missing. Default: `npd/values.yaml`, or `values.yaml` when run from
   * the published package.
   */
  file: string | undefined
  dryRun: boolean
}

interface NewPluginContext {
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
}

/**
 * Adds a new plugin to a values file, creates its test file if it is missing, and runs `plugin-lint`. Prints the
 * next steps if `plugin-lint` finds no errors. With `dryRun`, only prints the diff. Resolves with false if
 * `plugin-lint` finds errors in the changed file.
 */
export const createPlugin = async (
  { name, template: templateName, file = defaultFile, dryRun }: NewPluginRequest,
  { signal, phases, print }: NewPluginContext,
): Promise<boolean> => {
  const names = derivePluginNames(name)
  const template = findTemplate(templateName)
  const displayedPath = displayPath(file)
  const text = await readValuesFile(file, displayedPath)
  const plan = planPlugin(displayedPath, text, names, template)
  const isUnchanged = plan.text === text
  const test = planTests(file, names, template)
  if (dryRun) {
    const change = isUnchanged ? '' : renderDiff(displayedPath, text, plan.additions)
    print(change + (test.exists ? '' : renderNewFileDiff(displayPath(test.path), test.text)))
    return true
  }
  phases.unfinished = {
    state: `${displayedPath} may contain the new plugin without a test`,
    fix: 'Create the test',
  }
  if (!isUnchanged) await write(file, plan.text)
  phases.note(
    isUnchanged
      ? `${displayedPath} already contains this plugin`
      : describeAdditions(displayedPath, names, plan.additions),
  )
  if (!test.exists) {
    await write(test.path, test.text)
    phases.note(`Created ${displayPath(test.path)}, with tests for this plugin`)
  }
  const request = { files: [file], output: undefined, commands: [], strict: false }
  const isClean = await lintFiles(request, { signal, phases, print })
  if (isClean) phases.note(renderNextSteps({ file, test: test.path }, names, template))
  return isClean
}

const emptySettings = `settings:
  custom_plugin_monitors: []
  custom_monitor_definitions: {}
`

const write = async (file: string, text: string): Promise<void> => {
  await writeFile(file, text).catch(error => {
    throw new UserError(
      `Failed to write ${displayPath(file)}: ${messageOf(error)}.`,
      'Check the permissions of the file.',
    )
  })
}

/** Returns the text of a values file, and adds `settings` if it is missing. A missing file counts as empty. */
const readValuesFile = async (file: string, displayedPath: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new UserError(
      `Failed to read ${displayedPath}: ${messageOf(error)}.`,
      'Pass a file with chart values.',
    )
  })
  if (containsChartValues(displayedPath, text))
    return hasSettings(displayedPath, text) ? text : joinLines(text, emptySettings)
  throw new UserError(
    `Failed to add a plugin to ${displayedPath}: the file does not contain chart values.`,
    'Pass a file like npd/values.yaml.',
  )
}

const hasSettings = (file: string, text: string): boolean =>
  dig(valuesOf(parseSource(file, text)).value, 'settings') !== undefined

const joinLines = (text: string, addition: string): string =>
  text === '' || text.endsWith('\n') ? text + addition : `${text}\n${addition}`

const containsChartValues = (file: string, text: string): boolean => {
  const [object] = parseSources(file, text).flatMap(findObjects)
  return (
    object === undefined &&
    !/^#!|^\s*\{/.test(text) &&
    isObject(valuesOf(parseSource(file, text)).value ?? {})
  )
}

const describeAdditions = (
  file: string,
  { definitionKey, scriptKey, definitionPath }: PluginNames,
  additions: string[],
): string =>
  [
    `Added to ${file}${additions.length > 1 ? ' in two places' : ''} (everything else is unchanged):`,
    ...renderRows([
      [definitionPath, 'the entry in custom_plugin_monitors'],
      [definitionKey, 'the definition: what NPD runs and reports'],
      [scriptKey, 'the script: put your check here'],
    ]),
  ].join('\n')

const renderNextSteps = (
  { file, test }: { file: string; test: string },
  names: PluginNames,
  template: Template,
): string => {
  const isDefaultFile = file === files.values
  const argument = isDefaultFile ? '' : ` ${displayPath(file)}`
  const trigger = template.trigger?.(names)
  const steps: [string, string][] = [
    [
      `${invocationOf('plugin-try')}${argument} --rule ${names.type}Detected`,
      'run it on this machine',
    ],
  ]
  if (trigger) steps.push([trigger, 'cause a problem'])
  steps.push([`${invocationOf('plugin-test')} ${displayPath(test)}`, 'run its tests'])
  // `run` deploys only the values of this repository.
  if (isDefaultFile) {
    steps.push(['npx zx scripts/run.mts', 'deploy it to the cluster'])
    steps.push(
      template.ruleTypes.includes('permanent')
        ? [`npx zx scripts/show.mts ${names.type}`, 'show its condition']
        : ['npx zx scripts/logs.mts', 'show its events'],
    )
  }
  return ['', 'Next', ...renderRows(steps)].join('\n')
}

const renderRows = (rows: [string, string][]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
