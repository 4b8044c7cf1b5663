import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { launch } from './command.mts'
import { killMarkedProcesses } from './leftovers.mts'
import { readStartTime } from './processes.mts'
import { sendSignal } from './signals.mts'

/** Starts a process and a child in another process group, and resolves with their process IDs. */
const startTwo = async (marker: string): Promise<number[]> => {
  const env = { ...process.env, NPD_TEST_MARKER: marker }
  const { stdout } = launch({ env })`setsid sleep 61 & echo $$ $!; exec sleep 61`
  const [line] = await once(stdout, 'data')
  return String(line).trim().split(' ').map(Number)
}

const areRunning = (pids: number[]) =>
  Promise.all(pids.map(async pid => (await readStartTime(pid)) !== undefined))

it.skipIf(!existsSync('/proc/self/environ'))(
  'kills only processes with the marker, in every process group',
  async () => {
    const [marker, otherMarker] = [randomUUID(), randomUUID()]
    const [marked, others] = await Promise.all([startTwo(marker), startTwo(otherMarker)])
    expect(await areRunning([...marked, ...others])).toEqual([true, true, true, true])
    await killMarkedProcesses(marker)
    expect(await areRunning(marked)).toEqual([false, false])
    expect(await areRunning(others)).toEqual([true, true])
    for (const pid of others) sendSignal(pid, 'SIGKILL')
  },
)
