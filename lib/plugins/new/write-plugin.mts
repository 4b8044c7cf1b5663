import { isDeepStrictEqual } from 'node:util'
import {
  definitionsPath,
  listDefinitions,
  monitorsPath,
  type NpdValues,
  readValues,
} from '../../chart/values.mts'
import { messageOf, UserError } from '../../cli/errors.mts'
import { appendBlocks, appendToList } from '../../yaml/insert.mts'
import { parseSource } from '../../yaml/source.mts'
import type { PluginNames } from './names.mts'
import { renderDefinition, type Template } from './templates.mts'

export interface PlannedPlugin {
  /** The whole text, with all additions; as it was if the plugin is there already. */
  text: string
  /** The text as it was with one addition each. */
  additions: string[]
}

/**
 * Adds a plugin to values of the chart; what is there already as it would be written stays. Throws a
 * UserError if something else is there under its names, or if there is no place for it.
 */
export const planPlugin = (
  file: string,
  text: string,
  names: PluginNames,
  template: Template,
): PlannedPlugin => {
  const values = readValues(parseSource(file, text))
  const blocks = {
    [names.definitionKey]: renderDefinition(names, template),
    [names.scriptKey]: template.script(names),
  }
  const { customMonitorDefinitions: there, customPluginMonitors: listed } = values
  refuseOthers(file, there, blocks)
  refuseSharedCondition(values, names, template)
  const missing = Object.fromEntries(
    Object.entries(blocks).filter(([key]) => !Object.hasOwn(there, key)),
  )
  const steps: ((before: string) => string)[] = []
  if (!listed.includes(names.definitionPath))
    steps.push(before => appendToList(before, monitorsPath, names.definitionPath))
  if (Object.keys(missing).length > 0)
    steps.push(before => appendBlocks(before, definitionsPath, missing))
  try {
    const after = steps.reduce((before, step) => step(before), text)
    checkNothingElse(file, text, after, { ...there, ...blocks })
    return { text: after, additions: steps.map(step => step(text)) }
  } catch (error) {
    throw new UserError(
      `Failed to add a plugin to ${file}: ${messageOf(error)}.`,
      'Write `settings`, `custom_plugin_monitors` and `custom_monitor_definitions` in block style, as in npd/values.yaml.',
    )
  }
}

const refuseOthers = (
  file: string,
  there: Record<string, string>,
  blocks: Record<string, string>,
): void => {
  const other = Object.entries(blocks).filter(
    ([key, block]) => Object.hasOwn(there, key) && there[key] !== block,
  )
  if (other.length === 0) return
  throw new UserError(
    `Failed to write ${other.map(([key]) => `\`${key}\``).join(' and ')}: ${file} already contains a different one.`,
    'Choose another name, or remove the existing one first.',
  )
}

const refuseSharedCondition = (
  values: NpdValues,
  { type, definitionPath }: PluginNames,
  { rules }: Template,
): void => {
  if (!rules.includes('permanent')) return
  const owner = listDefinitions(values).find(
    ({ path, parsed }) =>
      path !== definitionPath &&
      parsed?.config?.defaultConditions.some(condition => condition.type === type),
  )
  if (owner)
    throw new UserError(
      `Failed to add the condition ${type}: ${owner.path} already sets it, and two plugins would overwrite each other.`,
      'Choose another name.',
    )
}

/** That every other value is as it was. */
const checkNothingElse = (
  file: string,
  before: string,
  after: string,
  definitions: Record<string, string>,
): void => {
  const [old, now] = [before, after].map(text => parseSource(file, text).document.toJS())
  const { custom_plugin_monitors: listed = [], ...settings } = old?.settings ?? {}
  const list = now.settings.custom_plugin_monitors
  const expected = {
    ...old,
    settings: {
      ...settings,
      custom_plugin_monitors: list,
      custom_monitor_definitions: definitions,
    },
  }
  const isKept = isDeepStrictEqual(list.slice(0, listed.length), listed)
  if (!isKept || !isDeepStrictEqual(now, expected))
    throw new Error('its values would not stay as they are')
}
