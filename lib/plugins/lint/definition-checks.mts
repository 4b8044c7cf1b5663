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
  parse: 'NPD does not start',
  load: 'NPD reads the definition and then exits',
  run: 'NPD starts and crashes when it uses the value',
}

/** The errors that keep NPD from running, in the order in which NPD finds them. */
export const findErrors = (definition: Definition): (Finding & Pick<ConfigProblem, 'stage'>)[] =>
  definition.parsed.problems.map(({ rule, offset, message, fix, stage, death }) => {
    if (!isRuleName(rule)) throw new Error(`unknown lint rule ${rule}`)
    const lastLogLine = 'panic' in death ? `panic: ${death.panic}` : death.message
    const words: FindingText = { rule, message, effect: effects[stage], fix, lastLogLine }
    return { ...findingIn(definition, offset, words), stage }
  })

/** Common mistakes in a definition. */
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
