/** A Go `time.Time`. */
export interface GoTime {
  /** The wall clock in nanoseconds since 1970. */
  wall: bigint
  /** Nanoseconds since the start of the process. Undefined for a time from the API server. */
  monotonic?: bigint
}

export interface Clock {
  now(): GoTime
}

const nanosecondsPerSecond = 1_000_000_000n
const nanosecondsPerMillisecond = 1_000_000n
/**
 * If this process's clock and the wall clock differ by more than this, for example after a suspend, the process's
 * clock is set to the wall clock.
 */
const tolerance = 5n * nanosecondsPerMillisecond

const readWall = (): bigint => BigInt(Date.now()) * nanosecondsPerMillisecond

/** Creates the clock of a process that starts now. Its times have nanosecond resolution. */
export const createClock = (): Clock => {
  const start = process.hrtime.bigint()
  let base = readWall()
  return {
    now: () => {
      const monotonic = process.hrtime.bigint() - start
      const drift = readWall() - (base + monotonic)
      if (drift > tolerance || drift < -tolerance) base += drift
      return { wall: base + monotonic, monotonic }
    },
  }
}

/** Go's `Time.String()` in UTC: `2025-01-15 20:33:30.865492196 +0000 UTC m=+155.020234873`. */
export const formatTime = (time: GoTime | undefined): string => {
  if (time === undefined) return '0001-01-01 00:00:00 +0000 UTC'
  const [date, timeOfDay] = toRfc3339Nano(time).slice(0, -1).split('T')
  return `${date} ${timeOfDay} +0000 UTC${formatMonotonic(time.monotonic)}`
}

const formatMonotonic = (monotonic: bigint | undefined): string => {
  if (monotonic === undefined) return ''
  const nanoseconds = (monotonic % nanosecondsPerSecond).toString().padStart(9, '0')
  return ` m=+${monotonic / nanosecondsPerSecond}.${nanoseconds}`
}

/** Formats a time like the JSON of a `metav1.Time`: whole seconds in UTC. */
export const toRfc3339 = (time: GoTime): string =>
  `${new Date(toMillisecondsSince1970(time)).toISOString().slice(0, 19)}Z`

/** Formats a time like the JSON of a `time.Time`, in UTC: `2025-01-15T20:33:30.8654Z`. */
export const toRfc3339Nano = (time: GoTime): string => {
  const nanoseconds = (time.wall % nanosecondsPerSecond).toString().padStart(9, '0')
  const fraction = nanoseconds.replace(/0+$/, '')
  return `${toRfc3339(time).slice(0, -1)}${fraction && `.${fraction}`}Z`
}

/** Parses a time from the API server. Returns undefined if the time is missing. */
export const parseRfc3339 = (text: string | null | undefined): GoTime | undefined =>
  text ? { wall: BigInt(Date.parse(text)) * nanosecondsPerMillisecond } : undefined

const toMillisecondsSince1970 = (time: GoTime): number =>
  Number(time.wall / nanosecondsPerMillisecond)

/**
 * Returns the nanoseconds from `earlier` to `later`. Uses the monotonic readings if both times have one.
 */
export const timeBetween = (earlier: GoTime, later: GoTime): bigint =>
  earlier.monotonic !== undefined && later.monotonic !== undefined
    ? later.monotonic - earlier.monotonic
    : later.wall - earlier.wall

/** Compares two times like Go's `reflect.DeepEqual`: both clock readings must be equal. */
export const isSameTime = (a: GoTime, b: GoTime): boolean =>
  a.wall === b.wall && a.monotonic === b.monotonic
