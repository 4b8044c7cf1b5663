import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { differences } from './differences.mts'
import { titles } from './titles.mts'

const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
const isExpected = (title: string): boolean => title in differences

test.each(Object.entries(titles))(
  'the README has the number of equal cases for %s',
  (area, all) => {
    expect(new Set(all).size).toBe(all.length)
    const same = all.filter(title => !isExpected(title)).length
    expect(readme).toMatch(new RegExp(`^\\| \`${area}\` .*\\| ${same} of ${all.length} \\|$`, 'm'))
  },
)

test('the README has the total number of equal cases', () => {
  const all = Object.values(titles).flat()
  const same = all.filter(title => !isExpected(title)).length
  expect(readme).toContain(`| total | | ${same} of ${all.length} |`)
})

test('the README lists each difference and its reason', () => {
  for (const [title, why] of Object.entries(differences))
    expect(readme).toContain(`| \`${title}\` | ${why} |`)
})

test('every listed difference belongs to a case', () => {
  const played = new Set(Object.values(titles).flat())
  expect(Object.keys(differences).filter(title => !played.has(title))).toEqual([])
})
