import type { ConfigProblem } from '../../npd/config-problem.mts'
import { findOffset } from '../../npd/go/json-decode.mts'
import type { Definition, PluginFiles } from '../plugin-files.mts'
import { checkConditions } from './condition-checks.mts'
import { parseDefinition } from './definition-input.mts'
import { checkFields } from './field-checks.mts'
import { createFindingIn, type Finding, type FindingDetails } from './finding.mts'
import type { ImageContents } from './image-contents.mts'
import { checkRules } from './rule-checks.mts'
import { isRuleName } from './rules.mts'
import { checkSettings } from './setting-checks.mts'

const effectByStage: Record<ConfigProblem['stage'], string> = {
  parse: 'NPD does not start',
  load: 'NPD loads the definition, then crashes before it is ready',
  run: 'NPD starts, then crashes as soon as it uses the value',
}

/** Returns the problems that make NPD exit, in the order in which NPD detects them. */
export const findErrors = (
  definition: Definition,
  files: PluginFiles,
): (Finding & Pick<ConfigProblem, 'stage'>)[] =>
  definition.parsed.problems.map(problem => {
    const { rule, offset, message, stage, termination } = problem
    const fix = rule === 'missing-path' ? describeMissingPathFix(problem, files) : problem.fix
    if (!isRuleName(rule)) throw new Error(`Unknown lint rule ${rule}`)
    const lastLogLine = 'panic' in termination ? `panic: ${termination.panic}` : termination.message
    const details: FindingDetails = {
      rule,
      message,
      effect: effectByStage[stage],
      fix,
      lastLogLine,
    }
    return { ...createFindingIn(definition, offset, details), stage }
  })

/** Returns the fix for a missing script. `problem.fix` applies to chart values only, not to a manifest. */
const describeMissingPathFix = (
  { fix }: ConfigProblem,
  { inputType, hidingMounts }: PluginFiles,
): string => {
  if (inputType === 'values') return fix
  const [mount] = hidingMounts
  return mount
    ? `add the script to the ConfigMap, or mount the ConfigMap elsewhere: the mount at ${mount.path} hides the scripts in the image`
    : 'add the script as a key of the mounted ConfigMap, or correct the path'
}

/** Returns the warnings for a definition: common mistakes that do not keep NPD from starting. */
export const findWarnings = (
  definition: Definition,
  files: PluginFiles,
  imageContents: ImageContents,
): Finding[] => {
  const json = parseDefinition(definition)
  const config = definition.parsed.uncheckedConfig
  if (!json) return []
  const input = config && { definition, config, json, files, imageContents }
  const configFindings = input
    ? [checkSettings, checkRules, checkConditions]
        .flatMap(check => check(input))
        .map(({ path, ...details }) => ({ ...details, offset: findOffset(json, path) }))
    : []
  return [...configFindings, ...checkFields(json, files.npdVersion)].map(({ offset, ...details }) =>
    createFindingIn(definition, offset, details),
  )
}
