/** What `plugin-lint` finds: errors are what node-problem-detector does not live with. */
interface LintRule {
  severity: 'error' | 'warning'
  about: string
}

export const lintRules = {
  'missing-definition': error('A definition that NPD is told to load is not there.'),
  'bad-heartbeat': error('The heartbeat period is not a duration.'),
  'json-syntax': error('The definition is not JSON.'),
  'wrong-type': error('A value has another type than NPD reads.'),
  'bad-duration': error('A time is not a Go duration.'),
  'null-rule': error('A rule is null.'),
  'unknown-plugin': error('The plugin is not "custom".'),
  'rule-timeout': error("A rule's timeout is longer than the plugin's."),
  'missing-path': error('The script of a rule does not exist.'),
  'missing-default-condition': error('The condition of a permanent rule has no default entry.'),
  'no-metric-value': error("A reason or a condition is no value for NPD's metrics."),
  'out-of-range': error('A number is one over which NPD panics.'),

  'no-monitor': warning('NPD is told to load no definition.'),
  'duplicate-monitor': warning('A definition is listed twice.'),
  'unlisted-definition': warning('A definition is mounted but never loaded.'),
  'not-in-image': warning('A path is neither mounted nor known to be in the image.'),
  'not-executable': warning('A script may not be executed.'),
  'no-rule': warning('A definition has no rule.'),
  'rule-type': warning('The type of a rule is neither "permanent" nor "temporary".'),
  'no-concurrency': warning('No rule is ever run.'),
  'no-time': warning('A timeout of zero or less: the script is never started.'),
  'short-interval': warning('A round may take longer than the interval.'),
  'no-output': warning('max_output_length is 0: every message is empty.'),
  'too-much-output': warning('max_output_length is more than NPD ever reads.'),
  'unknown-field': warning('A field that NPD does not know, and ignores.'),
  'field-case': warning('A field written in other letters than NPD writes it.'),
  'duplicate-field': warning('A field that is there twice.'),
  'ignored-field': warning('A field that has no effect where it stands.'),
  'shared-condition': warning('Several rules set one condition.'),
  'duplicate-condition': warning('A condition has two default entries.'),
  'unused-condition': warning('No rule ever sets a condition.'),
  'kubelet-condition': warning('A condition belongs to the kubelet or to Kubernetes.'),
  'condition-name': warning('A condition is named after the healthy state.'),
  'same-reason': warning('Problem and healthy state have one reason.'),
  'reason-format': warning('A reason or a condition type is no word in CamelCase.'),
  'metric-label': warning("A default condition is no value for NPD's metrics."),

  'no-shebang': warning('A script does not begin with #!.'),
  interpreter: warning('A script names an interpreter that the image does not have.'),
  crlf: warning('A script has CRLF line ends.'),
  'shell-syntax': warning('The shell cannot read a script.'),
  shellcheck: warning('What shellcheck says of a script.'),
  'unknown-command': warning('A command that the image does not have.'),
  unbounded: warning('A command may hang until NPD kills the script.'),
  'long-bound': warning('A script may take as long as its timeout, or longer.'),
  'request-timeout': warning('kubectl --request-timeout in a pod.'),
  'background-child': warning('A child in the background holds the output open.'),
  'long-output': warning('A message is longer than what NPD keeps.'),
  'cut-character': warning('A message is cut in the middle of a character.'),
  'exit-code': warning('A problem that is told by another exit code than 1.'),
  'stderr-only': warning('What a script says goes to stderr only.'),

  'silence-without-reason': warning('A silencing gives no reason.'),
  'silence-unknown-rule': warning('A silencing names no rule that can be silenced.'),
  'silence-unused': warning('A silencing silences nothing.'),
} satisfies Record<string, LintRule>

export type RuleName = keyof typeof lintRules

export const isRuleName = (name: string): name is RuleName => Object.hasOwn(lintRules, name)

function error(about: string): LintRule {
  return { severity: 'error', about }
}

function warning(about: string): LintRule {
  return { severity: 'warning', about }
}
