const minInt64 = -(2n ** 63n)
const maxInt64 = 2n ** 63n - 1n

/** Parses an integer like Go's 64-bit `strconv.Atoi`. Throws an Error with Go's message. */
export const atoi = (text: string): number => {
  const fail = (problem: string): never => {
    throw new Error(`strconv.Atoi: parsing ${JSON.stringify(text)}: ${problem}`)
  }
  if (!/^[+-]?\d+$/.test(text)) fail('invalid syntax')
  const value = BigInt(text.replace('+', ''))
  return value < minInt64 || value > maxInt64 ? fail('value out of range') : Number(value)
}
