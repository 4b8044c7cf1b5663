import { parseDocument } from 'yaml'
import { messageOf, UsageError } from '../cli/errors.mts'
import { parseDurationOption } from '../cli/options.mts'
import { patchYaml, type YamlPath, type YamlValue } from '../yaml/patch.mts'
import { definitionsPath } from './value-shapes.mts'
import type { ValuesSource } from './values-source.mts'

/** Changes that the options of `run` make to `npd/values.yaml`, in memory. Times are Go durations. */
export interface Tuning {
  /** `invoke_interval` of every monitor definition. */
  interval?: string
  /** `timeout` of every monitor definition. */
  timeout?: string
  /** `settings.heartBeatPeriod`. */
  heartbeat?: string
  /** The user's own values, in the order of the options. */
  values?: ValuesSource[]
  /** `PATH=VALUE`; PATH uses dots and `[n]`, as in Helm's `--set`. */
  set?: string[]
}

/** Returns the text of the values with the changes. */
export const tuneValues = (
  text: string,
  { interval, timeout, heartbeat, set = [] }: Tuning,
): string => {
  checkDurations({ interval, timeout, heartbeat })
  let tuned = text
  if (interval) tuned = patchDefinitions(tuned, 'invoke_interval', interval)
  if (timeout) tuned = patchDefinitions(tuned, 'timeout', timeout)
  if (heartbeat) tuned = patchYaml(tuned, ['settings', 'heartBeatPeriod'], heartbeat)
  for (const assignment of set) tuned = assign(tuned, assignment)
  return tuned
}

const checkDurations = (options: Record<string, string | undefined>): void => {
  for (const [name, value] of Object.entries(options))
    if (value !== undefined) parseDurationOption(name, value)
}

const patchDefinitions = (text: string, field: string, value: string): string => {
  const definitionMap = parseDocument(text).getIn(definitionsPath)
  const keys = Object.keys((definitionMap as { toJSON?(): object } | undefined)?.toJSON?.() ?? {})
  return keys
    .filter(key => key.endsWith('.json'))
    .reduce((patched, key) => patchDefinition(patched, key, field, value), text)
}

/** Leaves text that is not JSON unchanged: the later check of the values reports the error with its position. */
const patchDefinition = (text: string, key: string, field: string, value: string): string => {
  const json = parseDocument(text).getIn([...definitionsPath, key])
  if (typeof json !== 'string' || !isJson(json)) return text
  const patched = patchYaml(json, ['pluginConfig', field], value)
  return patchYaml(text, [...definitionsPath, key], patched)
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const assign = (text: string, assignment: string): string => {
  const [, path = '', value = ''] = /^([^=]+)=([\s\S]*)$/.exec(assignment) ?? []
  if (path === '')
    throw new UsageError('--set', {
      value: assignment,
      reason: 'not of the form PATH=VALUE',
      example: '--set settings.heartBeatPeriod=10s',
    })
  try {
    return patchYaml(text, parsePath(path), parseDocument(value).toJS() as YamlValue)
  } catch (error) {
    throw new UsageError('--set', {
      value: assignment,
      reason: messageOf(error),
      example: '--set settings.custom_plugin_monitors[0]=/custom-config/my-monitor.json',
    })
  }
}

/** Splits `a.b[0].c\.json` into its keys and indexes. */
const parsePath = (path: string): YamlPath =>
  Array.from(path.matchAll(/\[(\d+)\]|((?:\\.|[^.[\\])+)/g), ([, index, key = '']) =>
    index === undefined ? key.replace(/\\(.)/g, '$1') : Number(index),
  )
