import { setTimeout as sleep } from 'node:timers/promises'
import { sendSignal } from '../../lib/cli/signals.mts'
import { findRunningPid } from '../../lib/cluster/embedded/pid-file.mts'
import { stateFolder } from '../../lib/state-folder.mts'
import { openScripts, type Scripts } from '../scripts.fixture.mts'
import type { HardCheck } from './check.mts'

const points = 30
/** Longer than a run without an existing cluster takes, so that some points are after its end. */
const longestMs = 3_500
const timing = ['--interval', '2s', '--timeout', '1s']

/** Kills `run`, or its background process, at random points. The next `run` must succeed. */
export const checkKills: HardCheck = async ({ random, report }) => {
  const scripts = await openScripts()
  const failures: string[] = []
  try {
    for (let point = 0; point < points; point += 1) {
      const victim = point % 2 === 0 ? 'run' : 'background process'
      const afterMs = random(longestMs)
      // Half of the runs start without a cluster.
      if (point % 4 < 2) await scripts.mustRun('cleanup')
      const run = scripts.start('run', timing)
      await sleep(afterMs)
      if (victim === 'run') run.kill('SIGKILL')
      else await killBackground(scripts)
      await run.ended
      report(`${victim} killed after ${afterMs} ms`)
      const { code, stderr } = await scripts.run('run', timing)
      const shown = await scripts.run('show', ['-o', 'json'])
      if (code !== 0 || JSON.parse(shown.stdout).length !== 4)
        failures.push(`${victim} killed after ${afterMs} ms: ${stderr}${shown.stderr}`)
    }
  } finally {
    await scripts.close()
  }
  return { tried: points, failures, note: `0 to ${longestMs / 1000} s after the start` }
}

const killBackground = async ({ folder }: Scripts): Promise<void> => {
  const pid = await findRunningPid(stateFolder({ NPD_TEST_DIR: folder }).pidFile)
  if (pid !== undefined) sendSignal(pid, 'SIGKILL')
}
