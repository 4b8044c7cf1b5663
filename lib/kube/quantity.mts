/** The suffixes of a Kubernetes quantity for powers of 1000, starting with billionths. */
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/

/** A quantity has at most nine decimal places, so amounts are calculated in billionths. */
const scale = 9

export const isQuantity = (text: string): boolean => {
  const [, , whole = '', fraction = ''] = pattern.exec(text.trim()) ?? []
  return whole + fraction !== ''
}

/**
 * Renders a quantity like Go's `resource.Quantity`: `1000m` becomes `1`, and `1024Mi` becomes
 * `1Gi`. Returns the text unchanged if it is not a quantity.
 */
export const renderQuantity = (value: string | number): string => {
  const text = String(value).trim()
  const [, sign = '', whole = '', fraction = '', exponent, suffix = ''] = pattern.exec(text) ?? []
  if (whole + fraction === '') return text
  const power = exponent ? Number(exponent.slice(1)) : 3 * (decimalSuffixes.indexOf(suffix) - 3)
  const isBinary = suffix.endsWith('i')
  const shift = scale - fraction.length + (isBinary ? 0 : power)
  const digits =
    BigInt(whole + fraction) * (isBinary ? 1024n ** BigInt(binarySuffixes.indexOf(suffix)) : 1n)
  const billionths = shiftDecimal(digits, shift)
  if (billionths === 0n) return '0'
  const isLarge = isBinary && billionths >= 1024n * 10n ** BigInt(scale)
  const isWhole = billionths % 10n ** BigInt(scale) === 0n
  const amount =
    isLarge && isWhole
      ? renderBinary(billionths)
      : renderDecimal(billionths, exponent !== undefined)
  return (sign === '-' ? '-' : '') + amount
}

/** Multiplies by a power of ten. Rounds up, as Go does. */
const shiftDecimal = (digits: bigint, shift: number): bigint => {
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return (digits + divisor - 1n) / divisor
}

const renderBinary = (billionths: bigint): string => {
  let value = billionths / 10n ** BigInt(scale)
  let suffixIndex = 0
  while (value % 1024n === 0n && suffixIndex < binarySuffixes.length - 1) {
    value /= 1024n
    suffixIndex++
  }
  return `${value}${binarySuffixes[suffixIndex]}`
}

const renderDecimal = (billionths: bigint, useExponent: boolean): string => {
  let value = billionths
  let suffixIndex = 0
  while (value % 1000n === 0n && suffixIndex < decimalSuffixes.length - 1) {
    value /= 1000n
    suffixIndex++
  }
  const power = 3 * suffixIndex - scale
  if (useExponent) return power === 0 ? String(value) : `${value}e${power}`
  return `${value}${decimalSuffixes[suffixIndex]}`
}
