import { colorsFor } from '../../cli/colors.mts'
import { UserError } from '../../cli/errors.mts'
import { readFormat } from '../../cli/options.mts'
import { loadPlugins } from '../load.mts'
import type { Finding } from './finding.mts'
import { readImageContents } from './image-contents.mts'
import { lintPlugins } from './lint.mts'
import { renderers, summaryOf } from './render.mts'
import { createShellTools } from './script/shell-tools.mts'

export interface LintRequest {
  /** `npd/values.yaml` if there is none. */
  files: string[]
  output: string | undefined
  /** Further commands of the image, or files that list them. */
  commands: string[]
  strict: boolean
}

/**
 * Prints what is wrong with the plugins of some files. Throws a UserError if there are errors, or with
 * `strict` anything; also if a file cannot be read, once all others are checked.
 */
export const lintFiles = async (
  { files, output = 'table', commands, strict }: LintRequest,
  signal: AbortSignal,
  print: (text: string) => void,
): Promise<void> => {
  const render = readFormat(renderers, output)
  const options = {
    contents: await readImageContents(commands),
    tools: createShellTools(signal),
  }
  const findings: Finding[] = []
  const failures: UserError[] = []
  for (const file of files.length > 0 ? files : [undefined])
    try {
      findings.push(...(await lintPlugins(await loadPlugins(file), options)))
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
  if (isFailure) throw new UserError(summary)
  if (output === 'table') print(`${summary}\n`)
}
