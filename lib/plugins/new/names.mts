import { mountPath } from '../../chart/values.mts'
import { UsageError } from '../../cli/errors.mts'
import { isKubeletType } from '../../conditions/silence/kubelet-types.mts'

/** What a new plugin is called in each place. */
export interface PluginNames {
  /** As the user gave it, as in `disk-slow`. */
  name: string
  /** The condition's type, as in `DiskSlow`. */
  type: string
  /** Keys of `custom_monitor_definitions`. */
  definitionKey: string
  scriptKey: string
  /** As `custom_plugin_monitors` lists the definition. */
  definitionPath: string
  /** As a rule names the script, from NPD's working directory. */
  scriptPath: string
  source: string
}

/** A ConfigMap's key has room for more; a column of `show` has not. */
const mostCharacters = 40

/** Throws a UsageError for a name from which no condition can be named. */
export const namesOf = (name: string): PluginNames => {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > mostCharacters)
    throw new UsageError('NAME', {
      value: name,
      why: `not lower-case words joined by \`-\`, with at most ${mostCharacters} characters`,
      example: 'disk-slow',
    })
  const type = name.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase())
  if (isKubeletType(type))
    throw new UsageError('NAME', {
      value: name,
      why: `the kubelet already writes the condition ${type}, and two writers would overwrite each other`,
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
