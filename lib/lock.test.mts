import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { attempt, launch } from './cli/command.mts'
import { readStartTime } from './cli/processes.mts'
import { acquireLock, LockHeldError } from './lock.mts'

let folder: string
let lock: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-lock-'))
  lock = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

const fixture = fileURLToPath(new URL('lock.fixture.mts', import.meta.url))

/** Set NPD_TEST_LOCKS=10000 for a longer test. */
const acquisitions = Number(process.env.NPD_TEST_LOCKS ?? 1_200)
const contenders = 4

const contend = async (): Promise<{ held: number; doubles: number }> => {
  const rounds = acquisitions / contenders
  const run = attempt({ onStderr: console.error })
  const { stdout } = await run`${process.execPath} --import tsx ${fixture} ${folder} ${rounds}`
  return JSON.parse(stdout)
}

it('has one holder at a time, even while locks of ended processes are taken over', async () => {
  const results = await Promise.all(Array.from({ length: contenders }, contend))
  const sum = (key: 'held' | 'doubles') => results.reduce((total, each) => total + each[key], 0)
  expect({ held: sum('held'), doubles: sum('doubles') }).toEqual({ held: acquisitions, doubles: 0 })
  const release = await acquireLock(lock)
  await release()
  expect(readdirSync(folder)).toEqual([])
})

it('rejects while the lock is taken, even by the same process', async () => {
  const release = await acquireLock(lock)
  await expect(acquireLock(lock)).rejects.toThrow(LockHeldError)
  await release()
  const releaseAgain = await acquireLock(lock)
  await releaseAgain()
  expect(existsSync(lock)).toBe(false)
})

it('takes over the lock of an ended process whose PID was reused', async () => {
  symlinkSync(`${process.pid}:nonce:${Number(await readStartTime(process.pid)) - 1}`, lock)
  const release = await acquireLock(lock)
  await release()
  expect(readdirSync(folder)).toEqual([])
})

it('takes over the lock of a process that was killed', async () => {
  const sleeping = launch()`exec sleep 60`
  const { pid = 0 } = sleeping
  symlinkSync(`${pid}:nonce:${await readStartTime(pid)}`, lock)
  await expect(acquireLock(lock)).rejects.toThrow(LockHeldError)
  sleeping.child?.kill('SIGKILL')
  await sleeping
  const release = await acquireLock(lock)
  await release()
})

it('takes over a lock even if the process that was taking it over was killed', async () => {
  symlinkSync('4194300:first:1', lock)
  symlinkSync('4194301:second:1', `${lock}.first`)
  const release = await acquireLock(lock)
  expect(readdirSync(folder)).toEqual(['lock'])
  await release()
})

/** Opens files until the process has no free descriptors, and then takes the lock. */
const takeWithoutDescriptors = `
  import { open } from 'node:fs/promises'
  import { acquireLock } from ${JSON.stringify(new URL('lock.mts', import.meta.url).href)}
  const files = []
  try {
    for (;;) files.push(await open('/dev/null'))
  } catch {}
  await acquireLock(process.argv[1]).catch(error => {
    process.exitCode = error.code === 'EMFILE' ? 3 : 4
  })
`

it('does not take over a lock when it runs out of file descriptors', async () => {
  const release = await acquireLock(lock)
  const target = readlinkSync(lock)
  const node = [process.execPath, '--import', 'tsx', '--input-type', 'module', '--eval']
  const { exitCode, stderr } =
    await attempt()`ulimit -n 64; ${node} ${takeWithoutDescriptors} ${lock}`
  expect([exitCode, stderr]).toEqual([3, ''])
  expect(readlinkSync(lock)).toBe(target)
  await release()
})

it('does not release the lock of another holder', async () => {
  const release = await acquireLock(lock)
  rmSync(lock)
  symlinkSync('1:other:1', lock)
  await release()
  expect(readlinkSync(lock)).toBe('1:other:1')
})
