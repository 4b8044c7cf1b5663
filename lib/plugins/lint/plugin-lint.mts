import { colorsFor } from '../../cli/colors.mts'
import { UserError } from '../../cli/errors.mts'
import { readFormat } from '../../cli/options.mts'
import type { Phases } from '../../cli/phases.mts'
import { readNpdVersion } from '../../npd/version.mts'
import { loadPlugins } from '../load.mts'
import type { Finding } from './finding.mts'
import { readImageContents } from './image-contents.mts'
import { lintPlugins } from './lint.mts'
import { renderers, summaryOf } from './render.mts'
import { createShellTools } from './script/shell-tools.mts'

export interface LintRequest {
  /** Empty: `npd/values.yaml`. */
  files: string[]
  output: string | undefined
  /** Additional commands in the image, or files that list them. */
  commands: string[]
  strict: boolean
  npdVersion?: string
}

interface LintContext {
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
}

/**
 * Prints the findings for the plugins in these files, and a summary. Resolves with false if there
 * is an error, or with `strict` any finding. If a file cannot be read, checks the other files first
 * and then throws a UserError.
 */
export const lintFiles = async (
  { files, output = 'table', commands, strict, npdVersion }: LintRequest,
  { signal, phases, print }: LintContext,
): Promise<boolean> => {
  const render = readFormat(renderers, output)
  const version = readNpdVersion(npdVersion)
  const options = {
    contents: await readImageContents(commands),
    tools: createShellTools(signal),
  }
  const findings: Finding[] = []
  const failures: UserError[] = []
  for (const file of files.length > 0 ? files : [undefined])
    try {
      findings.push(...(await lintPlugins(await loadPlugins(file, version), options)))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      failures.push(error)
    }
  const summary = summaryOf(findings)
  const isFailure = strict
    ? findings.length > 0
    : findings.some(({ severity }) => severity === 'error')
  print(render(findings, colorsFor('stdout')))
  if (failures.length > 0)
    throw new UserError(
      failures.map(({ message }) => message).join('\n'),
      failures.find(({ hint }) => hint)?.hint,
    )
  if (output === 'table') print(`${summary}\n`)
  else if (isFailure) phases.note(summary)
  return !isFailure
}
