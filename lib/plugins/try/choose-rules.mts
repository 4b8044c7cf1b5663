import { UserError } from '../../cli/errors.mts'
import type { CustomRule } from '../../npd/config-types.mts'
import { findLoadableDefinitions, type LoadableDefinition } from '../loadable.mts'
import type { PluginFiles } from '../plugin-files.mts'

/** A definition with the rules to run. */
export interface ChosenRules extends LoadableDefinition {
  rules: CustomRule[]
}

/**
 * Returns the rules with this reason, or all rules if `reason` is undefined. Throws a UserError if no rule
 * matches, or if the file would keep NPD from starting.
 */
export const chooseRules = (files: PluginFiles, reason: string | undefined): ChosenRules[] => {
  const all = findLoadableDefinitions(files).map(loadable => ({
    ...loadable,
    rules: loadable.config.rules,
  }))
  const chosen = all
    .map(({ rules, ...loadable }) => ({
      ...loadable,
      rules: rules.filter(rule => reason === undefined || rule.reason === reason),
    }))
    .filter(({ rules }) => rules.length > 0)
  if (chosen.length > 0) return chosen
  const reasons = [...new Set(all.flatMap(({ rules }) => rules.map(rule => rule.reason)))]
  throw new UserError(
    reason === undefined
      ? `Failed to run plugins: ${files.file} contains no rules.`
      : `Failed to select a rule: no rule in ${files.file} has the reason \`${reason}\`.`,
    reasons.length === 0 ? 'Add a rule.' : `Choose one of ${reasons.join(', ')}.`,
  )
}
