import { setTimeout as sleep } from 'node:timers/promises'
import { openScripts } from '../scripts.fixture.mts'
import type { HardCheck } from './check.mts'
import { type Interrupt, interruptCases, tryInterrupts } from './interrupts.mts'

const points = 30

/** Sends SIGINT to the process of each script that changes something. */
export const checkSignals: HardCheck = async ({ report }) => {
  const scripts = await openScripts()
  let tried = 0
  let interrupted = 0
  const failures: string[] = []
  const interrupt: Interrupt = async (name, args, afterMs) => {
    const running = scripts.start(name, args)
    const ended = new AbortController()
    await Promise.race([
      running.ended.then(() => ended.abort()),
      sleep(afterMs, undefined, { signal: ended.signal }).catch(() => {}),
    ])
    running.kill('SIGINT')
    const output = await running.ended
    // If the signal arrives before the code of the script runs, the process ends without an exit code.
    return { ...output, code: output.code ?? 130 }
  }
  try {
    for (const cases of interruptCases) {
      const attempts = await tryInterrupts(scripts, cases, interrupt, points)
      report(`${cases.map(({ title }) => title).join('; ')}: ${attempts.interrupted} interrupted`)
      tried += attempts.tried
      interrupted += attempts.interrupted
      failures.push(...attempts.failures)
    }
  } finally {
    await scripts.close()
  }
  return {
    tried,
    failures,
    note: `${points} points in each of ${interruptCases.flat().length} scripts, ${interrupted} before the end`,
  }
}
