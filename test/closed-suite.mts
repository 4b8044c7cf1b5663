import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let folder: string

/** All that tests make lies in one folder, and what they start has it in its arguments. */
export const setup = (): void => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-suite-'))
  process.env.TMPDIR = folder
}

/** The suite fails if it leaves something behind. */
export const teardown = (): void => {
  const processes = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter(line => line.includes(folder))
  // tsx keeps what it has compiled there, and esbuild its sockets.
  const files = readdirSync(folder).filter(
    name => !name.startsWith('tsx-') && name !== 'node-compile-cache',
  )
  rmSync(folder, { recursive: true, force: true })
  const left = [...processes, ...files]
  if (left.length > 0) throw new Error(`The tests have left behind:\n${left.join('\n')}`)
}
