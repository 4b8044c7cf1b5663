import { attempt, isOnPath } from '../../../cli/command.mts'
import { UserError } from '../../../cli/errors.mts'
import { createTimeoutSignal } from '../../../cli/timeout-signal.mts'
import type { MountedFile } from '../../plugin-files.mts'
import { readInterpreter } from './interpreter.mts'
import type { ScriptFinding } from './script-input.mts'

/** Programs on this machine that check a script without running it. */
export interface ShellTools {
  checkSyntax(script: MountedFile): Promise<ScriptFinding[]>
  runShellcheck(script: MountedFile): Promise<ScriptFinding[]>
  /** Whether `runShellcheck` has found shellcheck on PATH. */
  hasShellcheck: boolean
}

/** Tools that report no findings. */
export const noShellTools: ShellTools = {
  checkSyntax: async () => [],
  runShellcheck: async () => [],
  hasShellcheck: false,
}

/** Creates tools that use the programs on PATH. If a program is missing, its check returns no findings. */
export const createShellTools = (signal: AbortSignal): ShellTools => {
  const runTool = ({ text }: MountedFile) =>
    attempt({
      input: text,
      env: toolEnv,
      signal: AbortSignal.any([signal, createTimeoutSignal(toolTimeoutMs)]),
    })
  const tools: ShellTools = {
    checkSyntax: async script => {
      if (!(await isOnPath('bash'))) return []
      const { stderr } = await runTool(script)`bash -n`
      return parseSyntaxErrors(stderr, script.text)
    },
    runShellcheck: async script => {
      const shell = /dash|\/sh$|^sh$/.test(readInterpreter(script.text) ?? '') ? 'sh' : 'bash'
      tools.hasShellcheck ||= await isOnPath('shellcheck')
      if (!tools.hasShellcheck) return []
      const { exitCode, stdout, stderr } = await runTool(
        script,
      )`shellcheck --format=json1 --severity=info --shell=${shell} -`
      // Exit code 1 means that shellcheck has findings.
      if (exitCode !== 0 && exitCode !== 1)
        throw new UserError(
          `Failed to run shellcheck (exit ${exitCode}): ${stderr.trim()}`,
          'Check that `shellcheck --version` is 0.7 or later.',
        )
      return parseShellcheckOutput(stdout, script.text)
    },
    hasShellcheck: false,
  }
  return tools
}

const toolTimeoutMs = 20_000

/** Makes the results independent of the user's locale and shell configuration. */
const toolEnv = { LC_ALL: 'C.UTF-8', ENV: '' }

/** Converts a line and a column, both counted from 1, to an offset. */
const offsetAt = (text: string, line: number, column: number): number => {
  const lines = text.split('\n')
  const lineOffset = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0)
  return Math.min(lineOffset + Math.min(column - 1, (lines[line - 1] ?? '').length), text.length)
}

/** Returns the first syntax error only: later ones usually result from it. */
const parseSyntaxErrors = (stderr: string, text: string): ScriptFinding[] => {
  const [, line, error = ''] = /^\S*bash: line (\d+): (.*)$/m.exec(stderr) ?? []
  if (line === undefined) return []
  return [
    {
      rule: 'shell-syntax',
      offset: offsetAt(text, Number(line), 1),
      message: `bash cannot parse this line: ${error}`,
      effect:
        'the script exits with 2 when bash reaches this line, so NPD sets the status to Unknown',
      fix: 'fix the syntax on this line or before it',
    },
  ]
}

interface ShellcheckComment {
  line: number
  column: number
  code: number
  message: string
}

const parseShellcheckOutput = (stdout: string, text: string): ScriptFinding[] => {
  const { comments } = JSON.parse(stdout) as { comments: ShellcheckComment[] }
  return comments.map(({ line, column, code, message }) => ({
    rule: 'shellcheck',
    offset: offsetAt(text, line, column),
    message: `SC${code}: ${message.replace(/\.$/, '')}`,
    effect: 'the script may not work as intended',
    fix: `see https://www.shellcheck.net/wiki/SC${code}, or suppress it with \`# shellcheck disable=SC${code}\``,
  }))
}
