const deadline =
  'v1.35.1 does not start a script whose time is up; v1.34.0 starts it and kills it at once.'

/** Intended differences of the embedded NPD from the real v1.34.0, by the name of the case. */
export const differences: Record<string, string> = {
  '"timeout": "0s"': deadline,
  '"timeout": "-1s"': deadline,
  'a rule with "timeout": "0s"': deadline,
  'a rule with "timeout": "-1s"': deadline,
  'a condition {"type": "Other", "transition": "2026-01-02T03:04:05+02:00"}':
    'Times have no zone here; NPD overwrites this one.',
  'conditions three times, the second shorter':
    "A list of Go's remembers what it held beyond its end; ours begins anew.",
  'no path at all':
    'The chart gives NPD its own log monitors as well, which are left out here, so NPD runs.',
}
