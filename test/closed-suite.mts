import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { command } from '../lib/cli/command.mts'

let folder: string

/** All that tests make lies in one folder, and what they start has it in its arguments. */
export const setup = (): void => {
  const cache = join(tmpdir(), `tsx-${process.geteuid?.() ?? 0}`)
  folder = mkdtempSync(join(tmpdir(), 'npd-test-suite-'))
  process.env.TMPDIR = folder
  // As in `shareTsxCache`: what earlier runs have compiled is used again.
  mkdirSync(cache, { recursive: true })
  symlinkSync(cache, join(folder, basename(cache)))
}

/** What ends on its own once its last user has gone gets so long, in milliseconds. */
const patience = 2_000
const pauseMs = 50

/** The suite fails if it leaves something behind. */
export const teardown = async (): Promise<void> => {
  const until = performance.now() + patience
  let left = await findLeft()
  while (left.length > 0 && performance.now() < until) {
    await sleep(pauseMs)
    left = await findLeft()
  }
  rmSync(folder, { recursive: true, force: true })
  if (left.length > 0) throw new Error(`The tests have left behind:\n${left.join('\n')}`)
}

const findLeft = async (): Promise<string[]> => {
  const processes = (await command()`ps -eo pid=,args=`)
    .split('\n')
    .filter(line => line.includes(folder))
  // tsx keeps what it has compiled there, and esbuild its sockets.
  const files = readdirSync(folder).filter(
    name => !name.startsWith('tsx-') && name !== 'node-compile-cache',
  )
  return [...processes, ...files]
}
