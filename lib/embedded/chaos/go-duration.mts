const nanosecondsPer: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

/** Milliseconds of what Go's `time.ParseDuration` takes, as in `1h30m` or `1.5s`; throws in its words. */
export const parseGoDuration = (text: string): number => {
  const invalid = new Error(`time: invalid duration ${JSON.stringify(text)}`)
  const unsigned = text.replace(/^[+-]/, '')
  const sign = text.startsWith('-') ? -1 : 1
  if (unsigned === '0') return 0
  if (unsigned === '') throw invalid
  let nanoseconds = 0
  for (let rest = unsigned; rest !== ''; ) {
    const [all = '', number, unit = ''] = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest) ?? []
    if (number === undefined) throw invalid
    nanoseconds += Number(number) * unitOf(unit, text)
    rest = rest.slice(all.length)
  }
  if (nanoseconds > 2 ** 63) throw invalid
  return (sign * nanoseconds) / 1e6
}

const unitOf = (unit: string, text: string): number => {
  const quoted = JSON.stringify(text)
  if (unit === '') throw new Error(`time: missing unit in duration ${quoted}`)
  const nanoseconds = nanosecondsPer[unit]
  if (nanoseconds === undefined)
    throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`)
  return nanoseconds
}
