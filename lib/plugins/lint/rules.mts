import { isPublishedPackage } from '../../cli/invocation.mts'
import { readRepositoryUrl } from '../../repository.mts'

/** A rule of `plugin-lint`. Errors keep NPD from starting or crash it; warnings do not. */
interface LintRule {
  severity: 'error' | 'warning'
  description: string
}

/**
 * Returns a link to the documentation of a rule. The link is a path if the program runs from the repository, and a
 * URL if it runs from the published package.
 */
export const docsLinkOf = (rule: string): string => {
  const path = `docs/lint-rules.md#${rule}`
  return isPublishedPackage ? `${readRepositoryUrl()}/blob/main/${path}` : path
}

export const lintRules = {
  'missing-definition': error('NPD is configured to load a definition that does not exist.'),
  'bad-flag': error('NPD cannot parse its flags.'),
  'wrong-monitor': error('A custom plugin definition is listed under another monitor type.'),
  'bad-heartbeat': error('The heartbeat period is not a duration.'),
  'json-syntax': error('The definition is not valid JSON.'),
  'wrong-type': error('A value has the wrong type.'),
  'bad-duration': error('A value is not a Go duration.'),
  'null-rule': error('An entry in `rules` is null.'),
  'unknown-plugin': error('The value of `plugin` is not "custom".'),
  'rule-timeout': error("A rule's timeout is longer than the timeout in `pluginConfig`."),
  'missing-path': error('The script of a rule does not exist.'),
  'missing-default-condition': error(
    'The condition of a permanent rule is missing from `conditions`.',
  ),
  'invalid-metric-label': error(
    "A rule's reason or condition type is not a valid label value for NPD's metrics.",
  ),
  'out-of-range': error('A number is out of range and makes NPD panic.'),

  'no-monitor': warning('NPD is not configured to load any definition.'),
  'duplicate-monitor': warning('A definition is listed twice.'),
  'unlisted-definition': warning('A definition is mounted but never loaded.'),
  'not-in-image': warning('A path is not mounted, and is not listed in image/contents.txt.'),
  'not-executable': warning('A script is not executable.'),
  'hidden-files': warning('A mount hides files in the image.'),
  'unknown-chart-key': warning('A key in the values does not exist in the chart.'),
  'no-service-account': warning("NPD's pod template does not set a ServiceAccount."),
  'missing-permission': warning('A script runs a kubectl command that NPD has no permission for.'),
  'no-rule': warning('A definition has no rules.'),
  'rule-type': warning('The type of a rule is neither "permanent" nor "temporary".'),
  'no-concurrency': warning('The concurrency is 0: no rule runs.'),
  'zero-timeout': warning('A timeout is zero or negative: the script never starts.'),
  'short-interval': warning('Running all rules once can take longer than the interval.'),
  'no-output': warning('`max_output_length` is 0.'),
  'too-much-output': warning("`max_output_length` is larger than NPD's read limit."),
  'unknown-field': warning('A field is unknown to NPD.'),
  'field-case': warning('A field name is capitalized incorrectly.'),
  'duplicate-field': warning('A field occurs twice.'),
  'ignored-field': warning('A field is set in a place where NPD ignores it.'),
  'shared-condition': warning('Several rules set the same condition.'),
  'duplicate-condition': warning('A condition is listed twice in `conditions`.'),
  'unused-condition': warning('A condition is not set by any rule.'),
  'kubelet-condition': warning('A condition has a type that Kubernetes itself writes.'),
  'condition-name': warning('A condition is named after the healthy state.'),
  'skip-initial-status': warning(
    'With `skip_initial_status`, NPD publishes conditions before their rules have run.',
  ),
  'changing-message': warning(
    'A message changes with every run, which resets the transition time.',
  ),
  'same-reason': warning('A problem and the healthy state have the same reason.'),
  'reason-format': warning('A reason or a condition type is not a CamelCase word.'),
  'metric-label': warning(
    "A default condition's type or reason is not a valid label value for NPD's metrics.",
  ),

  'no-shebang': warning('A script does not begin with `#!`.'),
  'missing-interpreter': warning('The interpreter of a script is missing from the image.'),
  crlf: warning('A script has CRLF line endings.'),
  'shell-syntax': warning('A script has a syntax error.'),
  shellcheck: warning('ShellCheck reports a problem.'),
  'unknown-command': warning('A command is missing from the image.'),
  unbounded: warning('A command can hang until NPD kills the script.'),
  'long-timeout': warning('A script can take as long as the timeout of its rule, or longer.'),
  'request-timeout': warning('A script in a pod uses kubectl --request-timeout.'),
  'background-child': warning('A background process keeps the output of the script open.'),
  'long-output': warning('A message is longer than `max_output_length`.'),
  'truncated-character': warning('A message is truncated in the middle of a character.'),
  'exit-code': warning(
    'A script never exits with 1, or it exits with 124 because a `timeout` in it expired.',
  ),
  'empty-message': warning('A script reports a problem without a message.'),
  'stderr-only': warning('A script writes its message to stderr only.'),

  'suppression-without-reason': warning('A suppression has no reason.'),
  'suppression-unknown-rule': warning(
    'A suppression names an unknown rule, or a rule that reports errors, which cannot be suppressed.',
  ),
  'suppression-unused': warning('A suppression does not match any finding.'),
} satisfies Record<string, LintRule>

export type RuleName = keyof typeof lintRules

export const isRuleName = (name: string): name is RuleName => Object.hasOwn(lintRules, name)

function error(description: string): LintRule {
  return { severity: 'error', description }
}

function warning(description: string): LintRule {
  return { severity: 'warning', description }
}
