import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A quoted import specifier for a module in this folder. */
export const library = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href)

interface Running {
  child: ChildProcessWithoutNullStreams
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>
}

export interface ScriptFolder {
  /** Starts one of the scripts as a separate process. */
  start: (name: string, ...args: string[]) => Running
  remove: () => void
}

/** Creates a folder with these scripts, keyed by file name. */
export const writeScripts = (scripts: Record<string, string>): ScriptFolder => {
  const folder = mkdtempSync(join(tmpdir(), 'npd-test-script-'))
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(folder, name), text)
  return {
    start: (name, ...args) => run(join(folder, name), args),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

const run = (file: string, args: string[]): Running => {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file, ...args], {
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' },
  })
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', chunk => {
      text[name] += chunk
    })
  const ended = once(child, 'close').then(([code]) => ({ code, ...text }))
  return { child, ended }
}
