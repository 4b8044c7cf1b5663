const smallest = -(2n ** 63n)
const largest = 2n ** 63n - 1n

/** Go's `strconv.Atoi` on 64 bits. Throws an Error with its words. */
export const atoi = (text: string): number => {
  const fail = (problem: string): never => {
    throw new Error(`strconv.Atoi: parsing ${JSON.stringify(text)}: ${problem}`)
  }
  if (!/^[+-]?\d+$/.test(text)) fail('invalid syntax')
  const value = BigInt(text.replace('+', ''))
  return value < smallest || value > largest ? fail('value out of range') : Number(value)
}
