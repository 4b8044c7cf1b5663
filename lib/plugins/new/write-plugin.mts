import { isDeepStrictEqual } from 'node:util'
import { definitionsPath, monitorsPath } from '../../chart/value-shapes.mts'
import { listDefinitions, type NpdValues, parseTypeCheckedValues } from '../../chart/values.mts'
import { valuesOf } from '../../chart/values-source.mts'
import { messageOf, UserError } from '../../cli/errors.mts'
import { appendBlocks, appendToList } from '../../yaml/insert.mts'
import { parseSource } from '../../yaml/source.mts'
import type { PluginNames } from './names.mts'
import { renderDefinition, type Template } from './templates.mts'

export interface PlannedPlugin {
  /** The text with all additions. Equal to the original text if it already contains the plugin. */
  text: string
  /** For each addition, the original text with only this addition. */
  additions: string[]
}

/**
 * Adds the missing parts of a plugin to chart values. Throws a UserError if the file contains other
 * content under the same keys, or if another plugin sets the condition. Also throws one if the layout
 * of the file does not allow the addition.
 */
export const planPlugin = (
  file: string,
  text: string,
  names: PluginNames,
  template: Template,
): PlannedPlugin => {
  const values = parseTypeCheckedValues(valuesOf(parseSource(file, text)))
  const blocks = {
    [names.definitionKey]: renderDefinition(names, template),
    [names.scriptKey]: template.script(names),
  }
  const { customMonitorDefinitions: existing, customPluginMonitors: listed } = values
  rejectConflicts(file, existing, blocks)
  rejectSharedCondition(values, names, template)
  const missing = Object.fromEntries(
    Object.entries(blocks).filter(([key]) => !Object.hasOwn(existing, key)),
  )
  const steps: ((before: string) => string)[] = []
  if (!listed.includes(names.definitionPath))
    steps.push(before => appendToList(before, monitorsPath, names.definitionPath))
  if (Object.keys(missing).length > 0)
    steps.push(before => appendBlocks(before, definitionsPath, missing))
  try {
    const after = steps.reduce((before, step) => step(before), text)
    checkOtherValues(file, text, after, { ...existing, ...blocks })
    return { text: after, additions: steps.map(step => step(text)) }
  } catch (error) {
    throw new UserError(
      `Failed to add a plugin to ${file}: ${messageOf(error)}.`,
      'Write `settings`, `custom_plugin_monitors` and `custom_monitor_definitions` in block style, as in npd/values.yaml.',
    )
  }
}

const rejectConflicts = (
  file: string,
  existingDefinitions: Record<string, string>,
  blocks: Record<string, string>,
): void => {
  const conflicts = Object.entries(blocks).filter(
    ([key, block]) => Object.hasOwn(existingDefinitions, key) && existingDefinitions[key] !== block,
  )
  if (conflicts.length === 0) return
  throw new UserError(
    `Failed to write ${conflicts.map(([key]) => `\`${key}\``).join(' and ')}: ${file} already contains different content under the same name.`,
    'Choose a different name, or remove the existing entry first.',
  )
}

const rejectSharedCondition = (
  values: NpdValues,
  { type, definitionPath }: PluginNames,
  { ruleTypes }: Template,
): void => {
  if (!ruleTypes.includes('permanent')) return
  const existingOwner = listDefinitions(values).find(
    ({ path, parsed }) =>
      path !== definitionPath &&
      parsed?.config?.defaultConditions.some(condition => condition.type === type),
  )
  if (existingOwner)
    throw new UserError(
      `Failed to add the condition ${type}: ${existingOwner.path} already sets it, and two plugins would overwrite each other.`,
      'Choose a different name.',
    )
}

/** Throws an Error if the addition changed any other value. */
const checkOtherValues = (
  file: string,
  oldText: string,
  newText: string,
  definitions: Record<string, string>,
): void => {
  const [oldValues, newValues] = [oldText, newText].map(text =>
    parseSource(file, text).document.toJS(),
  )
  const { custom_plugin_monitors: listed = [], ...settings } = oldValues?.settings ?? {}
  const list = newValues.settings.custom_plugin_monitors
  const expected = {
    ...oldValues,
    settings: {
      ...settings,
      custom_plugin_monitors: list,
      custom_monitor_definitions: definitions,
    },
  }
  const isKept = isDeepStrictEqual(list.slice(0, listed.length), listed)
  if (!isKept || !isDeepStrictEqual(newValues, expected))
    throw new Error('the addition would change other values')
}
