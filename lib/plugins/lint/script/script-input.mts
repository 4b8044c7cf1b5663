import { defaults } from '../../../npd/config-defaults.mts'
import type { CustomRule, PluginGlobalConfig } from '../../../npd/config-types.mts'
import type { Duration } from '../../../npd/go/duration.mts'
import { timeoutOf } from '../../../npd/plugin-process.mts'
import type { MountedFile } from '../../plugin-files.mts'
import type { FindingDetails } from '../finding.mts'
import type { ImageContents } from '../image-contents.mts'
import type { ScriptCommand } from './commands.mts'
import type { ShellScript } from './shell.mts'

/** A rule that runs a script, with the settings of its definition. */
export interface ScriptRule {
  rule: CustomRule
  config: PluginGlobalConfig
}

/** The limits and settings that apply to a script, combined across the rules that run it. */
export interface ScriptLimits {
  /** The shortest timeout, or NPD's default if no rule names the script. */
  timeout: Duration
  /** The smallest message limit in bytes, or NPD's default if no rule names the script. */
  maxOutputLength: number
  /** Whether the script sets a condition. */
  isPermanent: boolean
  /** Whether NPD updates the condition for each new message. */
  updatesMessage: boolean
}

/** The input of each check of a shell script. */
export interface ScriptInput extends ScriptLimits {
  script: MountedFile
  shell: ShellScript
  commands: ScriptCommand[]
  imageContents: ImageContents
}

export type ScriptFinding = FindingDetails & { offset: number }
export type ScriptCheck = (input: ScriptInput) => ScriptFinding[]

/** Returns the strictest limits of all rules that run a script. */
export const combineLimits = (scriptRules: ScriptRule[]): ScriptLimits => {
  const timeouts = scriptRules.map(({ rule, config }) => timeoutOf(rule, config))
  const maxLengths = scriptRules.map(({ config }) => config.maxOutputLength)
  const [first = defaults.timeout] = timeouts
  return {
    timeout: timeouts.reduce(
      (shortest, timeout) => (timeout < shortest ? timeout : shortest),
      first,
    ),
    maxOutputLength: maxLengths.length === 0 ? defaults.maxOutputLength : Math.min(...maxLengths),
    isPermanent:
      scriptRules.length === 0 || scriptRules.some(({ rule }) => rule.type !== 'temporary'),
    updatesMessage: scriptRules.some(
      ({ rule, config }) =>
        rule.type !== 'temporary' && config.enableMessageChangeBasedConditionUpdate,
    ),
  }
}
