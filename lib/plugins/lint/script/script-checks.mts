import { definitionsOf, fileAt, type MountedFile, type PluginFiles } from '../../plugin-files.mts'
import { type Finding, findingIn } from '../finding.mts'
import type { ImageContents } from '../image-contents.mts'
import { checkBackground } from './background-checks.mts'
import { checkBounds, checkEndless, checkSum } from './bound-checks.mts'
import { checkCommands, checkRequestTimeout } from './command-checks.mts'
import { findCommands } from './commands.mts'
import { checkExits } from './exit-checks.mts'
import { checkInterpreter, isShell } from './interpreter.mts'
import { checkChanging, checkEmpty, checkOutput, checkStderr } from './output-checks.mts'
import { combineLimits, type ScriptInput, type ScriptUse } from './script-input.mts'
import { readShell, type Shell } from './shell.mts'
import type { ShellTools } from './shell-tools.mts'

/** A script with the rules that run it. */
export interface PluginScript {
  script: MountedFile
  uses: ScriptUse[]
}

/** Returns the scripts that rules name, and all other mounted files that begin with `#!`. */
export const findScripts = (files: PluginFiles): PluginScript[] => {
  const uses = definitionsOf(files).flatMap(({ parsed: { attempted } }) =>
    (attempted?.rules ?? []).map(rule => ({
      rule,
      config: attempted?.pluginGlobalConfig,
      file: fileAt(files, rule.path),
    })),
  )
  const definitions = new Set(definitionsOf(files).map(({ path }) => path))
  return files.mounted.flatMap(script => {
    const own = uses.flatMap(({ rule, config, file }) =>
      file === script && config ? { rule, config } : [],
    )
    const isScript = own.length > 0 || script.text.startsWith('#!')
    return isScript && !definitions.has(script.path) ? { script, uses: own } : []
  })
}

/** The parser is recursive: very deep nesting cannot be checked. */
const readOrSkip = (text: string): Shell | undefined => {
  try {
    const shell = readShell(text)
    findCommands(shell)
    return shell
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return undefined
  }
}

const timeChecks = [checkBounds, checkSum, checkEndless, checkBackground]

const checks = [
  checkCommands,
  checkRequestTimeout,
  checkOutput,
  checkStderr,
  checkEmpty,
  checkChanging,
  checkExits,
]

/** Checks a script for common mistakes, and runs the shell tools of this machine on it. */
export const checkScript = async (
  { script, uses }: PluginScript,
  contents: ImageContents,
  tools: ShellTools,
): Promise<Finding[]> => {
  const found = checkInterpreter(script, contents)
  if (isShell(script.text)) {
    found.push(...(await tools.checkSyntax(script)), ...(await tools.runShellcheck(script)))
    const shell = readOrSkip(script.text)
    if (!shell) return found.map(({ offset, ...text }) => findingIn(script, offset, text))
    const input: ScriptInput = {
      script,
      shell,
      commands: findCommands(shell),
      contents,
      ...combineLimits(uses),
    }
    // With a timeout of zero the script never starts: the rule `no-time` reports that.
    if (input.timeout > 0n) found.push(...timeChecks.flatMap(check => check(input)))
    found.push(...checks.flatMap(check => check(input)))
  }
  return found.map(({ offset, ...text }) => findingIn(script, offset, text))
}
