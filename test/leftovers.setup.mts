import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { command } from '../lib/cli/command.mts'

let folder: string

/**
 * Points TMPDIR at one folder for the whole suite. This folder contains leftover files, and leftover processes
 * have its path in their arguments.
 */
export const setup = (): void => {
  const cache = join(tmpdir(), `tsx-${process.geteuid?.() ?? 0}`)
  folder = mkdtempSync(join(tmpdir(), 'npd-test-suite-'))
  process.env.TMPDIR = folder
  // Reuse the compile cache of earlier runs, like `shareTsxCache`.
  mkdirSync(cache, { recursive: true })
  symlinkSync(cache, join(folder, basename(cache)))
}

/** How long helper processes may run after their last user has ended, in milliseconds. */
const gracePeriodMs = 2_000
const pauseMs = 50

/** Fails the suite if it leaves processes or files behind. */
export const teardown = async (): Promise<void> => {
  const until = performance.now() + gracePeriodMs
  let left = await findLeftovers()
  while (left.length > 0 && performance.now() < until) {
    await sleep(pauseMs)
    left = await findLeftovers()
  }
  rmSync(folder, { recursive: true, force: true })
  if (left.length > 0)
    throw new Error(`The tests left processes or files behind:\n${left.join('\n')}`)
}

const findLeftovers = async (): Promise<string[]> => {
  const processes = (await command()`ps -eo pid=,args=`)
    .split('\n')
    .filter(line => line.includes(folder))
  // The caches of tsx and Node.js are expected to remain.
  const files = readdirSync(folder).filter(
    name => !name.startsWith('tsx-') && name !== 'node-compile-cache',
  )
  return [...processes, ...files]
}
