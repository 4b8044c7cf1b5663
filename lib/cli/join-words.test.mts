import { expect, it } from 'vitest'
import { joinWords } from './join-words.mts'

it('joins names as in a sentence', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(joinWords)).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
})
