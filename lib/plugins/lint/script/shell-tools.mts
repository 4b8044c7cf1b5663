import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text as readAll } from 'node:stream/consumers'
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
  const tools: ShellTools = {
    checkSyntax: async script => {
      const ran = await run(['bash', '-n'], script.text, signal)
      return ran ? syntaxFindings(ran.stderr, script.text) : []
    },
    runShellcheck: async script => {
      const shell = /dash|\/sh$|^sh$/.test(interpreterOf(script.text) ?? '') ? 'sh' : 'bash'
      const command = ['shellcheck', '--format=json1', '--severity=info', `--shell=${shell}`, '-']
      const ran = await run(command, script.text, signal)
      if (ran) tools.hasShellcheck = true
      return ran ? shellcheckFindings(ran.stdout, script.text) : []
    },
    hasShellcheck: false,
  }
  return tools
}

const patience = 20_000

/** Undefined if there is no such program. */
const run = async ([command = '', ...args]: string[], input: string, signal: AbortSignal) => {
  const child = spawn(command, args, {
    env: { ...process.env, LC_ALL: 'C.UTF-8', BASH_ENV: '', ENV: '' },
    signal: AbortSignal.any([signal, timeoutSignal(patience)]),
  })
  // It may end before it has read everything.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  try {
    const [stdout, stderr] = await Promise.all([
      readAll(child.stdout),
      readAll(child.stderr),
      once(child, 'close'),
    ])
    return { stdout, stderr }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Where a line and a column, both from 1, stand in a text. */
const offsetAt = (text: string, line: number, column: number): number => {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  return Math.min(before + Math.min(column - 1, (lines[line - 1] ?? '').length), text.length)
}

/** The first thing that bash cannot read; what it says after that comes of it. */
const syntaxFindings = (stderr: string, text: string): ScriptFinding[] => {
  const [, line, words = ''] = /^\S*bash: line (\d+): (.*)$/m.exec(stderr) ?? []
  if (line === undefined) return []
  return [
    {
      rule: 'shell-syntax',
      offset: offsetAt(text, Number(line), 1),
      message: `bash cannot read this: ${words}`,
      effect: 'the script exits 2 when it comes there: Unknown',
      cure: 'mend it here or before',
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
    effect: 'the script may do something else than it says',
    cure: `https://www.shellcheck.net/wiki/SC${code}; \`# shellcheck disable=SC${code}\` silences it`,
  }))
}
