type Unit = [seconds: number, suffix: string]

const second: Unit = [1, 's']
const minute: Unit = [60, 'm']
const hour: Unit = [60 * 60, 'h']
const day: Unit = [24 * 60 * 60, 'd']
const year: Unit = [365 * 24 * 60 * 60, 'y']

/** The units in which an age is printed. Longer ages have coarser units. */
const unitsByAge: [limit: number, coarse: Unit, fine?: Unit][] = [
  [2 * minute[0], second],
  [10 * minute[0], minute, second],
  [3 * hour[0], minute],
  [8 * hour[0], hour, minute],
  [2 * day[0], hour],
  [8 * day[0], day, hour],
  [2 * year[0], day],
  [8 * year[0], year, day],
  [Number.POSITIVE_INFINITY, year],
]

/**
 * Renders an age as kubectl prints it, with two or three significant figures. Because clocks differ, an age can
 * be negative: ages between -2 s and 0 s are shown as `0s`. Like apimachinery's `HumanDuration`.
 */
export const renderHumanDuration = (milliseconds: number): string => {
  const seconds = Math.trunc(milliseconds / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  const [, coarse, fine] = unitsByAge.find(([limit]) => seconds < limit) ?? [0, year]
  const coarseText = `${Math.floor(seconds / coarse[0])}${coarse[1]}`
  const fineCount = fine ? Math.floor((seconds % coarse[0]) / fine[0]) : 0
  return fine && fineCount > 0 ? `${coarseText}${fineCount}${fine[1]}` : coarseText
}

/** Renders the time since `time`, or `<unknown>` if `time` is missing. */
export const renderAge = (time: string | null | undefined, now: Date): string => {
  const start = Date.parse(time ?? '')
  return Number.isNaN(start) ? '<unknown>' : renderHumanDuration(now.getTime() - start)
}
