import { expect, it } from 'vitest'
import { UsageError } from './errors.mts'
import { readFormat } from './formats.mts'

it('takes a table where no format is named, and no name that is none', () => {
  const formats = { table: 1, json: 2 }
  expect([readFormat(formats, undefined), readFormat(formats, 'json')]).toEqual([1, 2])
  for (const name of ['xml', 'toString', ''])
    expect(() => readFormat(formats, name)).toThrow(UsageError)
})
