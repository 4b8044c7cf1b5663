import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { launch } from '../../cli/command.mts'
import { failOnProcessExit, findRunningPid, writePidFile } from './pid-file.mts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npd-test-pid-'))
  file = join(folder, 'pid')
})
afterEach(() => rm(folder, { recursive: true }))

const startSleep = () => {
  const running = launch()`exec sleep 60`
  return {
    pid: running.pid ?? 0,
    kill: async () => {
      running.child?.kill('SIGKILL')
      await running
    },
  }
}

const died = async () => new Error('it died')

describe('findRunningPid', () => {
  it('finds a process until it ends', async () => {
    expect(await findRunningPid(file)).toBeUndefined()
    const { pid, kill } = startSleep()
    await writePidFile(file, pid)
    expect(await findRunningPid(file)).toBe(pid)
    await kill()
    expect(await findRunningPid(file)).toBeUndefined()
  })
})

describe('failOnProcessExit', () => {
  it('resolves with the result of the work', async () => {
    await writePidFile(file, process.pid)
    const { signal } = new AbortController()
    expect(await failOnProcessExit(file, signal, async () => 7, died)).toBe(7)
  })

  it('aborts the work when the process ends', async () => {
    const { pid, kill } = startSleep()
    await writePidFile(file, pid)
    const { signal } = new AbortController()
    const waiting = failOnProcessExit(
      file,
      signal,
      inner => sleep(60_000, undefined, { signal: inner }),
      died,
    )
    await Promise.all([kill(), expect(waiting).rejects.toThrow('it died')])
  })

  it('rejects with the error of the work or of an interrupt while the process runs', async () => {
    await writePidFile(file, process.pid)
    const interruption = new AbortController()
    const fail = () => Promise.reject(new Error('the work failed'))
    await expect(failOnProcessExit(file, interruption.signal, fail, died)).rejects.toThrow(
      'work failed',
    )
    interruption.abort()
    const abort = async (signal: AbortSignal) => signal.throwIfAborted()
    await expect(failOnProcessExit(file, interruption.signal, abort, died)).rejects.toThrow(
      /This operation was aborted/,
    )
  })
})
