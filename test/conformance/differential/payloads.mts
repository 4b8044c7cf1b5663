import type { Random } from './random.mts'

/** The output of a script: `chunk` repeated `times` times. Each character of `chunk` is one byte. */
export interface Payload {
  kind: PayloadKind
  chunk: string
  times: number
}

export type PayloadKind =
  | 'empty'
  | 'blank'
  | 'plain'
  | 'spaces'
  | 'lines'
  | 'percent'
  | 'quotes'
  | 'control'
  | 'unicode'
  | 'binary'
  | 'cut'
  | 'huge'

export const nothing: Payload = { kind: 'empty', chunk: '', times: 1 }

export const sizeOf = ({ chunk, times }: Payload): number => chunk.length * times

/** Returns the UTF-8 bytes of a text as a string with one character for each byte. */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')

const words = ['disk', 'full', 'ok', 'link down', 'eth0', '95%', 'no route', 'read-only', '42', 'α']
/** White space that Go's `TrimSpace` removes. It keeps the similar characters in `lookalikes`. */
const spaces = ['\t', '\n', '\v', '\f', '\r', ' ', '\u0085', '\u00a0', '\u2003', '\u3000']
const lookalikes = ['\u200b', '\ufeff', '\u180e', '\x1c', '\x00']
const directives = ['%', '%d', '%s', '%%', '%!', '%5.2f', '%[1]d', '%*d', '%-08x', '%v%', '%+q']
const signs = ['"', '\\', "'", '`', '\\n', '}', '{Type:A Status:True', ']', '$HOME', '<&>', '\t']
/** First and last code points of ranges that all Unicode versions of Go and Node.js treat the same. */
const ranges = [
  [0xa1, 0x17f],
  [0x391, 0x3a1],
  [0x430, 0x44f],
  [0x5d0, 0x5ea],
  [0x300, 0x30f],
  [0x2010, 0x2030],
  [0x4e00, 0x4e80],
  [0xe000, 0xe00f],
  [0xfff9, 0xffff],
  [0x1f600, 0x1f610],
  [0xe0001, 0xe0020],
  [0x10fff0, 0x10ffff],
] as const

const some = (random: Random, from: readonly string[], maximum: number): string =>
  Array.from({ length: 1 + random.below(maximum) }, () => random.pick(from)).join('')

const sentence = (random: Random): string =>
  Array.from({ length: 1 + random.below(5) }, () => random.pick(words)).join(' ')

const character = (random: Random): string => {
  const [first, last] = random.pick(ranges)
  return String.fromCodePoint(first + random.below(last - first + 1))
}

const characters = (random: Random, count: number): string =>
  Array.from({ length: count }, () => character(random)).join('')

const binary = (random: Random, size: number): string =>
  Array.from({ length: size }, () => String.fromCharCode(random.below(256))).join('')

const texts: Record<Exclude<PayloadKind, 'binary' | 'cut' | 'huge'>, (random: Random) => string> = {
  empty: () => '',
  blank: random => some(random, spaces, 5),
  plain: sentence,
  spaces: random => {
    const around = [...spaces, ...lookalikes]
    return `${some(random, around, 4)}${sentence(random)}${some(random, around, 4)}`
  },
  lines: random => `${sentence(random)}\n\n${sentence(random)}\r\n${sentence(random)}\n`,
  percent: random =>
    `${some(random, directives, 4)} ${sentence(random)}${some(random, directives, 2)}`,
  quotes: random => `${some(random, signs, 4)}${sentence(random)}${some(random, signs, 4)}`,
  control: random =>
    Array.from({ length: 1 + random.below(12) }, () =>
      String.fromCharCode(random.pick([random.below(32), 127, 128 + random.below(32), 97])),
    ).join(''),
  unicode: random => characters(random, 1 + random.below(20)),
}

/** Generates output of this kind. `cut` is longer than `limit` bytes and has a character across the limit. */
export const generatePayload = (random: Random, kind: PayloadKind, limit: number): Payload => {
  if (kind === 'huge') return hugePayload(random)
  if (kind === 'binary') return { kind, chunk: binary(random, 1 + random.below(160)), times: 1 }
  if (kind === 'cut') return cutPayload(random, limit)
  return { kind, chunk: bytesOf(texts[kind](random)), times: 1 }
}

/** Generates text with a character of two to four bytes across the limit. */
const cutPayload = (random: Random, limit: number): Payload => {
  const wide = random.pick(['é', 'ß', '漢', '€', '😀', '\u{10ffff}'])
  const width = Buffer.byteLength(wide)
  const before = Math.max(0, limit - 1 - random.below(width - 1))
  return { kind: 'cut', chunk: bytesOf('a'.repeat(before) + wide + wide), times: 1 }
}

const megabyte = 1024 * 1024

/** Generates output from 4,095 bytes, just below NPD's limit, to 10 MB. */
const hugePayload = (random: Random): Payload => {
  const chunk = bytesOf(random.pick(['0123456789abcde\n', '漢字', 'x', '\xff\xfe', ' \n']))
  const size = random.pick([4095, 4096, 4097, 65_536, 65_537, megabyte, 10 * megabyte])
  return { kind: 'huge', chunk, times: Math.ceil(size / chunk.length) }
}
