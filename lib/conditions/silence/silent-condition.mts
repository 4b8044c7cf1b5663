/** The condition type that the watchdog publishes: True if NPD on the node is silent. */
export const silentConditionType = 'NodeProblemDetectorSilent'

/** How often the watchdog renews the heartbeat of this condition, in milliseconds. */
export const silentConditionPeriodMs = 300_000
