import { expect, test } from 'vitest'
import { messageOf } from '../../../lib/cli/errors.mts'
import { matchesSelector } from '../../../lib/kube/labels/requirement.mts'
import { parseSelector } from '../../../lib/kube/labels/selector.mts'
import { expectAsRecorded } from './differences.mts'
import { labels } from './recordings.mts'
import { labelTitle } from './titles.mts'

const parse = (text: string) => {
  try {
    return { requirements: parseSelector(text) }
  } catch (error) {
    return { error: messageOf(error) }
  }
}

test.each(labels.map(each => [labelTitle(each), each] as const))(
  '%s is parsed like in apimachinery',
  (title, { text, ...real }) => expectAsRecorded(title, parse(text), real),
)

test.each([
  ['a=b', true],
  ['a!=b', false],
  ['z!=b', true],
  ['a in (b,c)', true],
  ['z in (b,c)', false],
  ['z notin (b)', true],
  ['n>1,n<3', true],
  ['n>2', false],
  ['z>1', false],
  ['a,!z', true],
])('%s matches the labels a=b,n=2: %s', (text, expected) => {
  const given = { a: 'b', n: '2' }
  expect(matchesSelector(given, parseSelector(text))).toBe(expected)
})
