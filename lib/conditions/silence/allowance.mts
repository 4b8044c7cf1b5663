const second = 1_000

/**
 * Delays that can add to a heartbeat period while NPD works normally, from NPD's
 * `pkg/exporters/k8sexporter/condition/manager.go`.
 */
const npdDelays = {
  /** `updatePeriod`: NPD's loop checks once a second, so each heartbeat can be one second late. */
  tickMs: second,
  /**
   * `resyncPeriod`: NPD tries a write 5 times within a fraction of a second. If all fail, it tries again
   * after this time.
   */
  resyncMs: 10 * second,
}

/** `metav1.Time` has whole seconds. */
const roundingMs = second
/** The time that the API server and the watch can take to deliver a heartbeat. */
const deliveryMs = second

/**
 * How long a writer may go without sending a heartbeat, in milliseconds: `periods` heartbeat periods, plus
 * the time for NPD to retry once. With the default of two periods, this is twice the period plus 15 s. One
 * heartbeat can fail and be repeated, and the next can be late. Throws a RangeError for less than one period,
 * because a working NPD would then be reported as silent.
 */
export const computeAllowedSilence = (periodMs: number, periods = 2): number => {
  if (!(periodMs >= 0 && periods >= 1))
    throw new RangeError(
      `the limit must be at least one period, not ${periods} periods of ${periodMs} ms`,
    )
  return (
    periods * (periodMs + npdDelays.tickMs) +
    npdDelays.resyncMs +
    npdDelays.tickMs +
    roundingMs +
    deliveryMs
  )
}
