const second = 1_000

/**
 * What may come on top of a heartbeat's period though NPD is alive and its way is open, as in NPD's
 * `pkg/exporters/k8sexporter/condition/manager.go`.
 */
const npd = {
  /** `updatePeriod`: its loop looks once a second, so each heartbeat is up to one late. */
  tickMs: second,
  /** `resyncPeriod`: a write that failed (5 tries within a fraction of a second) is repeated after that. */
  resyncMs: 10 * second,
}

/** `metav1.Time` has whole seconds. */
const roundingMs = second
/** What the API server and the watch may take. */
const deliveryMs = second

/**
 * How long a writer may go unheard, in milliseconds: `periods` heartbeats, and once the time for NPD to
 * try again. With the two periods by default that is twice the period and 15 s: one heartbeat may
 * fail and be repeated, and one after it be late. Throws a RangeError below one period: whoever is
 * judged by that is called silent while alive.
 */
export const allowedSilence = (periodMs: number, periods = 2): number => {
  if (!(periodMs >= 0 && periods >= 1))
    throw new RangeError(`no silence can be allowed by ${periods} periods of ${periodMs} ms`)
  return periods * (periodMs + npd.tickMs) + npd.resyncMs + npd.tickMs + roundingMs + deliveryMs
}
