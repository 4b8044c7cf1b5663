import { expect, test } from 'vitest'
import { renderQuantity } from './quantity.mts'

test.each([
  [110, '110'],
  ['1000m', '1'],
  [0.1, '100m'],
  ['0.5', '500m'],
  ['1500m', '1500m'],
  ['2000', '2k'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['16384257Ki', '16384257Ki'],
  ['1023Ki', '1023Ki'],
  ['512', '512'],
  ['0.5Ki', '512'],
  ['100G', '100G'],
  ['1e3', '1e3'],
  ['12e4', '120e3'],
  ['-1000m', '-1'],
  ['0Mi', '0'],
  [0, '0'],
  ['many', 'many'],
])('%s is written as %s', (value, expected) => {
  expect(renderQuantity(value)).toBe(expected)
})
