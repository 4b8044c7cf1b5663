import { readFile, writeFile } from 'node:fs/promises'
import { messageOf, UserError } from '../../cli/errors.mts'
import type { Phases } from '../../cli/phases.mts'
import { displayPath, files } from '../../repository.mts'
import { lintFiles } from '../lint/plugin-lint.mts'
import { parsePlugins } from '../load.mts'
import { renderDiff } from './diff.mts'
import { namesOf, type PluginNames } from './names.mts'
import { findTemplate, type Template } from './templates.mts'
import { planPlugin } from './write-plugin.mts'

export interface NewPluginRequest {
  name: string
  template: string | undefined
  /** `npd/values.yaml` if it is not given. */
  file: string | undefined
  dryRun: boolean
}

interface Output {
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
}

/**
 * Adds a new plugin to a values file and prints the next steps; with `dryRun` prints only the diff.
 * Resolves with false if `plugin-lint` then finds errors in the file.
 */
export const newPlugin = async (
  { name, template: templateName, file = files.values, dryRun }: NewPluginRequest,
  { signal, phases, print }: Output,
): Promise<boolean> => {
  const names = namesOf(name)
  const template = findTemplate(templateName)
  const shown = displayPath(file)
  const text = await readValuesFile(file, shown)
  const planned = planPlugin(shown, text, names, template)
  const isThere = planned.text === text
  if (dryRun) {
    print(isThere ? '' : renderDiff(shown, text, planned.additions))
    return true
  }
  if (!isThere)
    await writeFile(file, planned.text).catch(error => {
      throw new UserError(
        `Failed to write ${shown}: ${messageOf(error)}.`,
        'Check the permissions of the file.',
      )
    })
  phases.note(isThere ? `${shown} already contains it` : describe(shown, names, planned.additions))
  const request = { files: [file], output: undefined, commands: [], strict: false }
  const isClean = await lintFiles(request, { signal, phases, print })
  if (isClean) phases.note(nextSteps(file, names, template))
  return isClean
}

const readValuesFile = async (file: string, shown: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new UserError(
      `Failed to read ${shown}: ${messageOf(error)}.`,
      'Pass a file with chart values.',
    )
  })
  if (parsePlugins(shown, text).kind === 'values') return text
  throw new UserError(
    `Failed to add a plugin to ${shown}: the file does not contain chart values.`,
    'Pass a file like npd/values.yaml.',
  )
}

const describe = (
  file: string,
  { definitionKey, scriptKey, definitionPath }: PluginNames,
  additions: string[],
): string =>
  [
    `Written to ${file}${additions.length > 1 ? ', at two places' : ''}; all else is as it was:`,
    ...renderRows([
      [definitionPath, 'in custom_plugin_monitors: NPD loads it'],
      [definitionKey, 'what NPD runs, and what it makes of it'],
      [scriptKey, 'the script: put your check there'],
    ]),
  ].join('\n')

const nextSteps = (file: string, names: PluginNames, template: Template): string => {
  const isOwn = file === files.values
  const argument = isOwn ? '' : ` ${displayPath(file)}`
  const trigger = template.trigger?.(names)
  const steps: [string, string][] = [
    [
      `npx zx scripts/plugin-try.mts${argument} --rule ${names.type}Found`,
      'run it here, by the rules of NPD',
    ],
  ]
  if (trigger) steps.push([trigger, 'what it takes for a problem'])
  // `run` reads the values of this repository.
  if (isOwn) {
    steps.push(['npx zx scripts/run.mts', 'bring it to the cluster'])
    steps.push(
      template.rules.includes('permanent')
        ? [`npx zx scripts/show.mts ${names.type}`, 'see its condition']
        : ['npx zx scripts/logs.mts', 'see its events'],
    )
  }
  return ['', 'Next', ...renderRows(steps)].join('\n')
}

const renderRows = (rows: [string, string][]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
