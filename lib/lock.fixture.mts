import { symlinkSync, unlinkSync, writeSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { acquireLock, LockHeldError } from './lock.mts'

/**
 * Takes a lock repeatedly. After each release, creates a lock of a process that has ended. Prints how often this
 * process held the lock, and how often another process held it at the same time. Finally, takes the lock and
 * kills itself.
 */
const contend = async (folder: string, rounds: number): Promise<void> => {
  const lock = `${folder}/lock`
  const witness = `${folder}/witness`
  let held = 0
  let doubles = 0
  while (held < rounds) {
    const release = await waitForLock(lock)
    held++
    try {
      symlinkSync('here', witness)
      await setImmediate()
      unlinkSync(witness)
    } catch {
      doubles++
    }
    await release()
    leaveStale(lock, held)
  }
  await waitForLock(lock)
  writeSync(process.stdout.fd, JSON.stringify({ held, doubles }))
  process.kill(process.pid, 'SIGKILL')
}

const waitForLock = async (lock: string): Promise<() => Promise<void>> => {
  for (;;)
    try {
      return await acquireLock(lock)
    } catch (error) {
      if (!(error instanceof LockHeldError)) throw error
    }
}

const leaveStale = (lock: string, round: number): void => {
  try {
    symlinkSync(`4194300:stale-${process.pid}-${round}:1`, lock)
  } catch {
    // Another process has taken the lock.
  }
}

const [, , folder = '', rounds = '0'] = process.argv
if (folder) await contend(folder, Number(rounds))
