import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { readLines } from './lines.mts'

const linesOf = (...chunks: Buffer[]) => Readable.from(readLines(Readable.from(chunks))).toArray()

it('joins chunks into lines wherever they are split', async () => {
  const euro = Buffer.from('€')
  expect(
    await linesOf(Buffer.from('a\nb'), Buffer.from('c\n'), euro.subarray(0, 1), euro.subarray(1)),
  ).toEqual(['a', 'bc', '€'])
})

it('keeps empty lines, and adds none after the last line break', async () => {
  expect(await linesOf(Buffer.from('\n\nx\n'))).toEqual(['', '', 'x'])
  expect(await linesOf()).toEqual([])
})
