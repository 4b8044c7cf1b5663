const deadline =
  'v1.35.1 does not start a script without time left; v1.34.0 starts it and kills it immediately.'

/** Intended differences of the embedded NPD from the real v1.34.0, by the name of the case. */
export const differences: Record<string, string> = {
  '"timeout": "0s"': deadline,
  '"timeout": "-1s"': deadline,
  'a rule with "timeout": "0s"': deadline,
  'a rule with "timeout": "-1s"': deadline,
  'a condition {"type": "Other", "transition": "2026-01-02T03:04:05+02:00"}':
    'The embedded NPD does not keep time zones; NPD overwrites this time anyway.',
  'conditions three times, the second shorter':
    'A Go slice keeps old elements beyond its end; the embedded NPD does not.',
  'no path at all':
    'The chart also enables log monitors. The embedded NPD omits them, and runs without any monitor.',
}
