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
    throw new UsageError(
      `Failed to name a plugin \`${name}\`: a name is lower-case words with \`-\` between, at most ${mostCharacters} characters.`,
      'Name it after what is wrong, as in `disk-slow`: its condition is then DiskSlow.',
    )
  const type = name.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase())
  if (isKubeletType(type))
    throw new UsageError(
      `Failed to name a plugin \`${name}\`: ${type} is a condition of the kubelet's own.`,
      'Two who write one condition undo each other. Name it after what is wrong, as in `disk-slow`.',
    )
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
