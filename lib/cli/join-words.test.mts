import { expect, it } from 'vitest'
import { joinWords } from './join-words.mts'

it('joins names with commas and `and`', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(joinWords)).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
})
