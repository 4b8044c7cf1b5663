import { symlinkSync, unlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { HeldError, takeLock } from './lock.mts'

/**
 * A process that takes a lock again and again, and in between leaves locks of processes that have ended.
 * Prints how often it held the lock, and how often another process held it at the same time.
 */
const contend = async (folder: string, rounds: number): Promise<void> => {
  const lock = `${folder}/lock`
  const witness = `${folder}/witness`
  let held = 0
  let doubles = 0
  while (held < rounds) {
    let release: () => Promise<void>
    try {
      release = await takeLock(lock)
    } catch (error) {
      if (!(error instanceof HeldError)) throw error
      continue
    }
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
  console.log(JSON.stringify({ held, doubles }))
}

const leaveStale = (lock: string, round: number): void => {
  try {
    symlinkSync(`4194300:stale-${process.pid}-${round}:1`, lock)
  } catch {
    // Another process was faster.
  }
}

const [, , folder = '', rounds = '0'] = process.argv
if (folder) await contend(folder, Number(rounds))
