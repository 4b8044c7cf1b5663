/** Powers of ten that have a suffix in a Kubernetes quantity. */
const decimals = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binaries = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/

/** A quantity has nine decimal places, so amounts are calculated in billionths. */
const scale = 9

export const isQuantity = (text: string): boolean => {
  const [, , whole = '', fraction = ''] = pattern.exec(text.trim()) ?? []
  return whole + fraction !== ''
}

/**
 * Renders a quantity like Go's `resource.Quantity`: `1000m` becomes `1`, and `1024Mi` becomes
 * `1Gi`. Returns the text itself if it is not a quantity.
 */
export const renderQuantity = (value: string | number): string => {
  const text = String(value).trim()
  const [, sign = '', whole = '', fraction = '', exponent, suffix = ''] = pattern.exec(text) ?? []
  if (whole + fraction === '') return text
  const power = exponent ? Number(exponent.slice(1)) : 3 * (decimals.indexOf(suffix) - 3)
  const isBinary = suffix.endsWith('i')
  const shift = scale - fraction.length + (isBinary ? 0 : power)
  const digits =
    BigInt(whole + fraction) * (isBinary ? 1024n ** BigInt(binaries.indexOf(suffix)) : 1n)
  const billionths = shiftDecimal(digits, shift)
  if (billionths === 0n) return '0'
  const large = isBinary && billionths >= 1024n * 10n ** BigInt(scale)
  const isWhole = billionths % 10n ** BigInt(scale) === 0n
  const amount =
    large && isWhole ? renderBinary(billionths) : renderDecimal(billionths, exponent !== undefined)
  return (sign === '-' ? '-' : '') + amount
}

/** Multiplies by a power of ten. Rounds up, as Go does. */
const shiftDecimal = (digits: bigint, shift: number): bigint => {
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return (digits + divisor - 1n) / divisor
}

const renderBinary = (billionths: bigint): string => {
  let rest = billionths / 10n ** BigInt(scale)
  let step = 0
  while (rest % 1024n === 0n && step < binaries.length - 1) {
    rest /= 1024n
    step++
  }
  return `${rest}${binaries[step]}`
}

const renderDecimal = (billionths: bigint, asExponent: boolean): string => {
  let rest = billionths
  let step = 0
  while (rest % 1000n === 0n && step < decimals.length - 1) {
    rest /= 1000n
    step++
  }
  const power = 3 * step - scale
  if (asExponent) return power === 0 ? String(rest) : `${rest}e${power}`
  return `${rest}${decimals[step]}`
}
