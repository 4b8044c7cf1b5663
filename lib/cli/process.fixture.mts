import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProcessPromise } from 'zx'
import { launch } from './command.mts'
import { sendSignal } from './signals.mts'

/** A quoted import specifier for a module in this folder. */
export const library = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href)

interface Running {
  child: ProcessPromise
  /** Sends the signal to the script, but not to its child processes. */
  kill: (signal: NodeJS.Signals) => void
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>
}

export interface ScriptFolder {
  /** Starts one of the scripts as a separate process. */
  start: (name: string, ...args: string[]) => Running
  /** Runs one of the scripts and writes its stdout to this file. */
  startInto: (file: string, name: string, ...args: string[]) => Running['ended']
  remove: () => void
}

/** Creates a folder with these scripts, keyed by file name. */
export const writeScripts = (scripts: Record<string, string>): ScriptFolder => {
  const folder = mkdtempSync(join(tmpdir(), 'npd-test-script-'))
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(folder, name), text)
  return {
    start: (name, ...args) => run(join(folder, name), args),
    startInto: (file, name, ...args) => run(join(folder, name), args, openSync(file, 'w')).ended,
    remove: () => rmSync(folder, { recursive: true }),
  }
}

const run = (file: string, args: string[], into: 'pipe' | number = 'pipe'): Running => {
  const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' }
  const tsx = import.meta.resolve('tsx')
  const start = launch({ stdio: ['pipe', into, 'pipe'], env })
  const child = start`exec ${process.execPath} --import ${tsx} ${file} ${args}`
  return {
    child,
    kill: signal => void sendSignal(child.pid ?? 0, signal),
    ended: child.then(({ exitCode, stdout, stderr }) => ({ code: exitCode, stdout, stderr })),
  }
}
