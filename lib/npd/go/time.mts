/** A Go `time.Time`: the wall clock in nanoseconds since 1970, and since the process started. */
export interface GoTime {
  wall: bigint
  /** The monotonic reading, which a time that was read from the API server lacks. */
  monotonic?: bigint
}

export interface Clock {
  now(): GoTime
}

const nanosecondsPerSecond = 1_000_000_000n
const nanosecondsPerMillisecond = 1_000_000n
/** By how far the wall clock may leave the monotonic one before it is read again, as after a suspend. */
const tolerance = 5n * nanosecondsPerMillisecond

const readWall = (): bigint => BigInt(Date.now()) * nanosecondsPerMillisecond

/** The clock of a process that starts now: the system's time, with nanoseconds that never run back. */
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
  const [date, clock] = toRfc3339Nano(time).slice(0, -1).split('T')
  return `${date} ${clock} +0000 UTC${formatMonotonic(time.monotonic)}`
}

const formatMonotonic = (monotonic: bigint | undefined): string => {
  if (monotonic === undefined) return ''
  const nanoseconds = (monotonic % nanosecondsPerSecond).toString().padStart(9, '0')
  return ` m=+${monotonic / nanosecondsPerSecond}.${nanoseconds}`
}

/** As `metav1.Time` is written to JSON: whole seconds, UTC. */
export const toRfc3339 = (time: GoTime): string =>
  `${new Date(toMillisecondsSince1970(time)).toISOString().slice(0, 19)}Z`

/** As a `time.Time` is written to JSON: `2025-01-15T20:33:30.8654Z`, UTC. */
export const toRfc3339Nano = (time: GoTime): string => {
  const nanoseconds = (time.wall % nanosecondsPerSecond).toString().padStart(9, '0')
  const fraction = nanoseconds.replace(/0+$/, '')
  return `${toRfc3339(time).slice(0, -1)}${fraction && `.${fraction}`}Z`
}

/** A time of the API server's; undefined if there is none. */
export const parseRfc3339 = (text: string | null | undefined): GoTime | undefined =>
  text ? { wall: BigInt(Date.parse(text)) * nanosecondsPerMillisecond } : undefined

const toMillisecondsSince1970 = (time: GoTime): number =>
  Number(time.wall / nanosecondsPerMillisecond)

/** Nanoseconds from `earlier` to `later`, by the monotonic clock where both have it. */
export const timeBetween = (earlier: GoTime, later: GoTime): bigint =>
  earlier.monotonic !== undefined && later.monotonic !== undefined
    ? later.monotonic - earlier.monotonic
    : later.wall - earlier.wall

/** Go's `reflect.DeepEqual` of two times: both clocks must agree. */
export const isSameTime = (a: GoTime, b: GoTime): boolean =>
  a.wall === b.wall && a.monotonic === b.monotonic
