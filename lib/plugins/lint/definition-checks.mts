import type { ConfigProblem } from '../../npd/config-problem.mts'
import { offsetOf } from '../../npd/go/json-decode.mts'
import type { Definition, PluginFiles } from '../plugin-files.mts'
import { checkConditions } from './condition-checks.mts'
import { parseDefinition } from './definition-input.mts'
import { checkFields } from './field-checks.mts'
import { type Finding, type FindingText, findingIn } from './finding.mts'
import type { ImageContents } from './image-contents.mts'
import { checkRules } from './rule-checks.mts'
import { isRuleName } from './rules.mts'
import { checkSettings } from './setting-checks.mts'

const effects: Record<ConfigProblem['stage'], string> = {
  parse: 'node-problem-detector would not start',
  load: 'node-problem-detector would load the definition and crash before it is ready',
  run: 'node-problem-detector would start and crash as soon as it uses the value',
}

/** Returns the problems that end node-problem-detector, in the order in which it finds them. */
export const findErrors = (definition: Definition): (Finding & Pick<ConfigProblem, 'stage'>)[] =>
  definition.parsed.problems.map(({ rule, offset, message, fix, stage, termination }) => {
    if (!isRuleName(rule)) throw new Error(`Unknown lint rule ${rule}`)
    const lastLogLine = 'panic' in termination ? `panic: ${termination.panic}` : termination.message
    const text: FindingText = { rule, message, effect: effects[stage], fix, lastLogLine }
    return { ...findingIn(definition, offset, text), stage }
  })

/** Returns the common mistakes in a definition that NPD accepts. */
export const findWarnings = (
  definition: Definition,
  files: PluginFiles,
  contents: ImageContents,
): Finding[] => {
  const json = parseDefinition(definition)
  const config = definition.parsed.attempted
  if (!json) return []
  const input = config && { definition, config, json, files, contents }
  const placed = input
    ? [checkSettings, checkRules, checkConditions]
        .flatMap(check => check(input))
        .map(({ path, ...text }) => ({ ...text, offset: offsetOf(json, path) }))
    : []
  return [...placed, ...checkFields(json, files.npdVersion)].map(({ offset, ...text }) =>
    findingIn(definition, offset, text),
  )
}
