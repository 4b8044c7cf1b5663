import { attempt, isOnPath } from '../../../cli/command.mts'
import { UserError } from '../../../cli/errors.mts'
import { timeoutSignal } from '../../../cli/timeout-signal.mts'
import type { MountedFile } from '../../plugin-files.mts'
import { interpreterOf } from './interpreter.mts'
import type { ScriptFinding } from './script-input.mts'

/** Programs of this machine that read a script without running it. */
export interface ShellTools {
  checkSyntax(script: MountedFile): Promise<ScriptFinding[]>
  runShellcheck(script: MountedFile): Promise<ScriptFinding[]>
  /** Whether shellcheck has been asked and is there. */
  hasShellcheck: boolean
}

/** No program at all. */
export const noTools: ShellTools = {
  checkSyntax: async () => [],
  runShellcheck: async () => [],
  hasShellcheck: false,
}

/** Those on PATH: one that is not there finds nothing. */
export const createShellTools = (signal: AbortSignal): ShellTools => {
  const run = ({ text }: MountedFile) =>
    attempt({
      input: text,
      env: plain,
      signal: AbortSignal.any([signal, timeoutSignal(patienceMs)]),
    })
  const tools: ShellTools = {
    checkSyntax: async script => {
      if (!(await isOnPath('bash'))) return []
      const { stderr } = await run(script)`bash -n`
      return syntaxFindings(stderr, script.text)
    },
    runShellcheck: async script => {
      const shell = /dash|\/sh$|^sh$/.test(interpreterOf(script.text) ?? '') ? 'sh' : 'bash'
      tools.hasShellcheck ||= await isOnPath('shellcheck')
      if (!tools.hasShellcheck) return []
      const { exitCode, stdout, stderr } = await run(
        script,
      )`shellcheck --format=json1 --severity=info --shell=${shell} -`
      // 1 means that there are findings.
      if (exitCode !== 0 && exitCode !== 1)
        throw new UserError(
          `Failed to run shellcheck (exit ${exitCode}): ${stderr.trim()}`,
          'Check that `shellcheck --version` is 0.7 or later.',
        )
      return shellcheckFindings(stdout, script.text)
    },
    hasShellcheck: false,
  }
  return tools
}

const patienceMs = 20_000

/** Scripts are read the same everywhere, whatever the user's shell is set up to do. */
const plain = { LC_ALL: 'C.UTF-8', ENV: '' }

/** The offset of a line and column, both from 1. */
const offsetAt = (text: string, line: number, column: number): number => {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  return Math.min(before + Math.min(column - 1, (lines[line - 1] ?? '').length), text.length)
}

/** The first syntax error of bash; later ones are consequences. */
const syntaxFindings = (stderr: string, text: string): ScriptFinding[] => {
  const [, line, words = ''] = /^\S*bash: line (\d+): (.*)$/m.exec(stderr) ?? []
  if (line === undefined) return []
  return [
    {
      rule: 'shell-syntax',
      offset: offsetAt(text, Number(line), 1),
      message: `bash reports a syntax error: ${words}`,
      effect: 'the script exits with 2 when it reaches this line, so the condition is Unknown',
      fix: 'fix the syntax here or before',
    },
  ]
}

interface Comment {
  line: number
  column: number
  code: number
  message: string
}

const shellcheckFindings = (stdout: string, text: string): ScriptFinding[] => {
  const { comments } = JSON.parse(stdout) as { comments: Comment[] }
  return comments.map(({ line, column, code, message }) => ({
    rule: 'shellcheck',
    offset: offsetAt(text, line, column),
    message: `SC${code}: ${message.replace(/\.$/, '')}`,
    effect: 'the script may not do what it appears to do',
    fix: `see https://www.shellcheck.net/wiki/SC${code}; suppress it with \`# shellcheck disable=SC${code}\``,
  }))
}
