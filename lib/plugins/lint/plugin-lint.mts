import { colorsFor } from '../../cli/colors.mts'
import { UserError } from '../../cli/errors.mts'
import { selectRenderer } from '../../cli/options.mts'
import type { Phases } from '../../cli/phases.mts'
import { createNotFoundError, type LoadOptions, loadWorkspace } from '../load.mts'
import { readImageContents } from './image-contents.mts'
import { lintPlugins } from './lint.mts'
import { renderers, renderSummary } from './render.mts'
import { createShellTools } from './script/shell-tools.mts'

export interface LintRequest extends LoadOptions {
  /** Files and folders. `-` means standard input; an empty list means `npd/values.yaml`. */
  files: string[]
  output: string | undefined
  /** Additional commands in the image, or files that list them. */
  commands: string[]
  strict: boolean
}

interface LintContext {
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
}

/**
 * Prints the findings for the plugins in these files, and a summary. Resolves with false if a finding is an
 * error, or if no file was read. With `strict`, any finding counts as an error. Throws a UserError if a file
 * cannot be read.
 */
export const lintFiles = async (
  { files, output = 'table', commands, strict, ...loadOptions }: LintRequest,
  { signal, phases, print }: LintContext,
): Promise<boolean> => {
  const render = selectRenderer(renderers, output)
  const options = {
    imageContents: await readImageContents(commands),
    tools: createShellTools(signal),
  }
  const { plugins, notes, otherMonitors, failures } = await loadWorkspace(files, loadOptions)
  const findings = await lintPlugins(plugins, options)
  const summary = renderSummary(findings)
  const hasFailed = strict
    ? findings.length > 0
    : findings.some(({ severity }) => severity === 'error')
  print(render(findings, colorsFor('stdout')))
  for (const note of [...notes, ...otherMonitors]) phases.note(note)
  if ([...plugins, ...notes, ...otherMonitors, ...failures].length === 0)
    throw createNotFoundError(files.join(', '), [])
  if ([...plugins, ...otherMonitors, ...failures].length === 0) return false
  if (failures.length > 0)
    throw new UserError(
      failures.map(({ message }) => message).join('\n'),
      failures.find(({ hint }) => hint)?.hint,
    )
  if (output === 'table') print(`${summary}\n`)
  else if (hasFailed) phases.note(summary)
  return !hasFailed
}
