import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { ruleExamples } from './rule-examples.fixture.mts'
import { lintRules, type RuleName } from './rules.mts'
import { findExampleFinding, renderRulesPage } from './rules-page.fixture.mts'

const page = fileURLToPath(new URL('../../../docs/lint-rules.md', import.meta.url))

/** Rules that run bash or shellcheck. script/shell-tools.test.mts tests them. */
const ofTools: RuleName[] = ['shell-syntax', 'shellcheck']

it('every rule has an example', () => {
  const names = Object.keys(lintRules) as RuleName[]
  expect(names.filter(name => !ruleExamples[name])).toEqual(ofTools)
})

it.each(Object.entries(ruleExamples))('finds %s in its example', async (name, example) => {
  await expect(findExampleFinding(name as RuleName, example)).resolves.toMatchObject({ rule: name })
})

it('matches docs/lint-rules.md; `vitest -u` writes the page', async () => {
  await expect(await renderRulesPage()).toMatchFileSnapshot(page)
})
