import { toTimeOfDay } from '../kube/time.mts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Round steps for the axis. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map(n => n * second),
  ...[1, 2, 5, 10, 15, 30].map(n => n * minute),
  ...[1, 2, 3, 6, 12].map(n => n * hour),
  ...[1, 2, 7, 14, 28].map(n => n * day),
]

export interface Tick {
  at: number
  label: string
}

/**
 * Returns ticks at round UTC times from `from` to `to`, at most `max` steps in total. Labels look like `10:02:30`,
 * or `10:02` if the step is at least a minute, or `25 Nov` at midnight.
 */
export const computeTicks = (from: number, to: number, max: number): Tick[] => {
  const longestStep = steps.at(-1) ?? day
  const step =
    steps.find(size => (to - from) / size <= max) ??
    Math.ceil((to - from) / max / longestStep) * longestStep
  const first = Math.ceil(from / step) * step
  const count = Math.max(0, Math.floor((to - first) / step) + 1)
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * step
    return { at, label: labelOf(at, step) }
  })
}

const labelOf = (at: number, step: number): string => {
  if (step >= day) return formatDay(at)
  const time = formatClock(at)
  if (time === '00:00:00') return formatDay(at)
  return step >= minute ? time.slice(0, 5) : time
}

const format = (at: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(at)

/** `10:02:13`, in UTC. */
export const formatClock = (at: number): string => toTimeOfDay(new Date(at))

/** `25 Nov`, in UTC. */
const formatDay = (at: number): string => format(at, { day: 'numeric', month: 'short' })

/** `25 Nov 2026`, in UTC. */
export const formatDate = (at: number): string =>
  format(at, { day: 'numeric', month: 'short', year: 'numeric' })

/** A duration for display: `0.4 s`, `35 s`, `2 min 10 s`, `3 h 5 min`. */
export const formatElapsedTime = (milliseconds: number): string => {
  if (milliseconds < 9_950) return `${Number((milliseconds / second).toFixed(1))} s`
  const seconds = Math.round(milliseconds / second)
  if (seconds < 120) return `${seconds} s`
  const [large, small, largeUnit, smallUnit] =
    seconds < 2 * 3600
      ? [Math.floor(seconds / 60), seconds % 60, 'min', 's']
      : [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), 'h', 'min']
  return small ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`
}
