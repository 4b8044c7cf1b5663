/** A kind of finding. An error keeps NPD from starting or ends it. */
interface LintRule {
  severity: 'error' | 'warning'
  about: string
}

export const lintRules = {
  'missing-definition': error('A definition that NPD is configured to load does not exist.'),
  'bad-heartbeat': error('The heartbeat period is not a duration.'),
  'json-syntax': error('The definition is not JSON.'),
  'wrong-type': error('A value has the wrong type.'),
  'bad-duration': error('A time is not a Go duration.'),
  'null-rule': error('A rule is null.'),
  'unknown-plugin': error('The plugin is not "custom".'),
  'rule-timeout': error("A rule's timeout is longer than `pluginConfig.timeout`."),
  'missing-path': error('The script of a rule does not exist.'),
  'missing-default-condition': error(
    'The condition of a permanent rule is missing from "conditions".',
  ),
  'no-metric-value': error("A reason or condition contains characters that NPD's metrics reject."),
  'out-of-range': error('A number makes NPD panic.'),

  'no-monitor': warning('NPD is not configured to load any definition.'),
  'duplicate-monitor': warning('A definition is listed twice.'),
  'unlisted-definition': warning('A definition is mounted but never loaded.'),
  'not-in-image': warning('A path is not mounted and not known to be in the image.'),
  'not-executable': warning('A script is not executable.'),
  'no-rule': warning('A definition contains no rules.'),
  'rule-type': warning('The type of a rule is not "permanent" or "temporary".'),
  'no-concurrency': warning('`concurrency` is 0, so no rule ever runs.'),
  'no-time': warning('A timeout is zero or negative, so the script never starts.'),
  'short-interval': warning('A round of all rules can take longer than the interval.'),
  'no-output': warning('`max_output_length` is 0, so every message is empty.'),
  'too-much-output': warning('`max_output_length` is larger than what NPD reads.'),
  'unknown-field': warning('NPD ignores a field because it does not know it.'),
  'field-case': warning('A field name differs from that of NPD in upper and lower case.'),
  'duplicate-field': warning('A field appears twice.'),
  'ignored-field': warning('A field has no effect here.'),
  'shared-condition': warning('Several rules or definitions set the same condition.'),
  'duplicate-condition': warning('"conditions" contains a condition twice.'),
  'unused-condition': warning('No rule sets a condition.'),
  'kubelet-condition': warning('A condition belongs to the kubelet or to a network plugin.'),
  'condition-name': warning('A condition is named after the healthy state.'),
  'same-reason': warning('The problem and the healthy state have the same reason.'),
  'reason-format': warning('A reason or condition type is not a word in CamelCase.'),
  'metric-label': warning(
    "A condition or its healthy reason contains characters that NPD's metrics reject.",
  ),

  'no-shebang': warning('A script does not start with `#!`.'),
  interpreter: warning('The image does not contain the interpreter of a script.'),
  crlf: warning('A script has Windows line endings (CRLF).'),
  'shell-syntax': warning('A script has a syntax error.'),
  shellcheck: warning('A finding of shellcheck.'),
  'unknown-command': warning('The image does not contain a command.'),
  unbounded: warning('A command can hang until NPD kills the script.'),
  'long-bound': warning('A script can take as long as its timeout, or longer.'),
  'request-timeout': warning('`kubectl --request-timeout` disables the in-cluster configuration.'),
  'background-child': warning('A background process keeps stdout open.'),
  'long-output': warning('A message is longer than `max_output_length`.'),
  'cut-character': warning('A message is cut off in the middle of a character.'),
  'exit-code': warning('A script reports a problem with an exit code other than 1.'),
  'stderr-only': warning('A script writes its message only to stderr.'),

  'suppression-without-reason': warning('A suppression does not give a reason.'),
  'suppression-unknown-rule': warning(
    'A suppression names a rule that does not exist or cannot be suppressed.',
  ),
  'suppression-unused': warning('A suppression has no effect.'),
} satisfies Record<string, LintRule>

export type RuleName = keyof typeof lintRules

export const isRuleName = (name: string): name is RuleName => Object.hasOwn(lintRules, name)

function error(about: string): LintRule {
  return { severity: 'error', about }
}

function warning(about: string): LintRule {
  return { severity: 'warning', about }
}
