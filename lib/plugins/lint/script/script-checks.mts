import { definitionsOf, fileAt, type MountedFile, type PluginFiles } from '../../plugin-files.mts'
import { createFindingIn, type Finding } from '../finding.mts'
import type { ImageContents } from '../image-contents.mts'
import { checkBackgroundProcesses } from './background-checks.mts'
import { checkBounds, checkLoopsAndConnections, checkTotalTime } from './bound-checks.mts'
import { checkCommands, checkRequestTimeout } from './command-checks.mts'
import { type ParsedScript, parseScript } from './commands.mts'
import { checkExits } from './exit-checks.mts'
import { checkInterpreter, isShellScript } from './interpreter.mts'
import {
  checkChangingMessage,
  checkEmptyMessage,
  checkOutput,
  checkStderr,
} from './output-checks.mts'
import { combineLimits, type ScriptInput, type ScriptRule } from './script-input.mts'
import type { ShellTools } from './shell-tools.mts'

/** A script with the rules that run it. */
export interface PluginScript {
  script: MountedFile
  rules: ScriptRule[]
  /** The parsed script. Undefined if it is not a shell script or is nested too deeply for the parser. */
  parsed?: ParsedScript | undefined
}

/** Returns the scripts that rules refer to, and all other mounted files that begin with `#!`. */
export const findScripts = (files: PluginFiles): PluginScript[] => {
  const rulesWithFiles = definitionsOf(files).flatMap(({ parsed: { uncheckedConfig } }) =>
    (uncheckedConfig?.rules ?? []).map(rule => ({
      rule,
      config: uncheckedConfig?.pluginGlobalConfig,
      file: fileAt(files, rule.path),
    })),
  )
  const definitionPaths = new Set(definitionsOf(files).map(({ path }) => path))
  return files.mountedFiles.flatMap(script => {
    const scriptRules = rulesWithFiles.flatMap(({ rule, config, file }) =>
      file === script && config ? { rule, config } : [],
    )
    const isScript = scriptRules.length > 0 || script.text.startsWith('#!')
    if (!isScript || definitionPaths.has(script.path)) return []
    const parsed = isShellScript(script.text) ? parseScript(script.text) : undefined
    return { script, rules: scriptRules, parsed }
  })
}

const timeChecks = [checkBounds, checkTotalTime, checkLoopsAndConnections, checkBackgroundProcesses]

const contentChecks = [
  checkCommands,
  checkRequestTimeout,
  checkOutput,
  checkStderr,
  checkEmptyMessage,
  checkChangingMessage,
  checkExits,
]

/** Checks a script for common mistakes, and runs bash and shellcheck on it if they are installed. */
export const checkScript = async (
  { script, rules, parsed }: PluginScript,
  imageContents: ImageContents,
  tools: ShellTools,
): Promise<Finding[]> => {
  const found = checkInterpreter(script, imageContents)
  if (isShellScript(script.text))
    found.push(...(await tools.checkSyntax(script)), ...(await tools.runShellcheck(script)))
  if (parsed) {
    const input: ScriptInput = { script, ...parsed, imageContents, ...combineLimits(rules) }
    // With a timeout of zero, the script never starts: the `zero-timeout` rule reports that.
    if (input.timeout > 0n) found.push(...timeChecks.flatMap(check => check(input)))
    found.push(...contentChecks.flatMap(check => check(input)))
  }
  return found.map(({ offset, ...details }) => createFindingIn(script, offset, details))
}
