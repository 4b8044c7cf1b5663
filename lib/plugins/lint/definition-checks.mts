import type { ConfigProblem } from '../../npd/config-problem.mts'
import { offsetOf } from '../../npd/go/json-decode.mts'
import type { Definition, PluginFiles } from '../plugin-files.mts'
import { checkConditions } from './condition-checks.mts'
import { jsonOf } from './definition-input.mts'
import { checkFields } from './field-checks.mts'
import { type Finding, type FindingText, findingIn } from './finding.mts'
import type { ImageContents } from './image-contents.mts'
import { checkRules } from './rule-checks.mts'
import { isRuleName } from './rules.mts'
import { checkSettings } from './setting-checks.mts'

const effects: Record<ConfigProblem['stage'], string> = {
  parse: 'node-problem-detector would not start',
  load: 'node-problem-detector would read it, and die before it comes up',
  run: 'node-problem-detector would come up, and die as soon as it uses it',
}

/** What node-problem-detector dies of, in its order. */
export const findErrors = (definition: Definition): (Finding & Pick<ConfigProblem, 'stage'>)[] =>
  definition.parsed.problems.map(({ rule, offset, message, fix, stage, death }) => {
    if (!isRuleName(rule)) throw new Error(`lint knows no rule ${rule}`)
    const lastWords = 'panic' in death ? `panic: ${death.panic}` : death.message
    const words: FindingText = { rule, message, effect: effects[stage], fix, lastWords }
    return { ...findingIn(definition, offset, words), stage }
  })

/** What experience says of a definition. */
export const findWarnings = (
  definition: Definition,
  files: PluginFiles,
  contents: ImageContents,
): Finding[] => {
  const json = jsonOf(definition)
  const config = definition.parsed.attempted
  if (!json) return []
  const input = config && { definition, config, json, files, contents }
  const placed = input
    ? [checkSettings, checkRules, checkConditions]
        .flatMap(check => check(input))
        .map(({ path, ...words }) => ({ ...words, offset: offsetOf(json, path) }))
    : []
  return [...placed, ...checkFields(json)].map(({ offset, ...words }) =>
    findingIn(definition, offset, words),
  )
}
