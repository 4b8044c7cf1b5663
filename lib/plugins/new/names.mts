import { mountPath } from '../../chart/values.mts'
import { UsageError } from '../../cli/errors.mts'
import { isKubeletType } from '../../conditions/silence/kubelet-types.mts'

/** The names of a new plugin and its parts. */
export interface PluginNames {
  /** The name from the command line, such as `disk-slow`. */
  name: string
  /** The type of the condition, such as `DiskSlow`. */
  type: string
  /** The key of the definition in `custom_monitor_definitions`. */
  definitionKey: string
  /** The key of the script in `custom_monitor_definitions`. */
  scriptKey: string
  /** The path of the definition in `custom_plugin_monitors`. */
  definitionPath: string
  /** The path of the script in a rule, relative to NPD's working directory. */
  scriptPath: string
  source: string
}

/** A ConfigMap key can be longer, but a long name does not fit into a column of `show`. */
const maxCharacters = 40

/** Derives all names from the plugin's name. Throws a UsageError if it is not a valid name. */
export const derivePluginNames = (name: string): PluginNames => {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > maxCharacters)
    throw new UsageError('NAME', {
      value: name,
      reason: `not a name of lowercase words joined by \`-\` with at most ${maxCharacters} characters`,
      example: 'disk-slow',
    })
  const type = name.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase())
  if (isKubeletType(type))
    throw new UsageError('NAME', {
      value: name,
      reason: `the kubelet already writes the condition ${type}, and two writers would overwrite each other`,
      example: 'disk-slow',
    })
  const definitionKey = `${name}-monitor.json`
  const scriptKey = `plugin-${name.replaceAll('-', '_')}.sh`
  return {
    name,
    type,
    definitionKey,
    scriptKey,
    definitionPath: `${mountPath}/${definitionKey}`,
    scriptPath: `.${mountPath}/${scriptKey}`,
    source: `${name}-custom-plugin-monitor`,
  }
}
