import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createWriteError,
  LockedError,
  type StateFolder,
  stateFolder,
  withLock,
} from './state-folder.mts'

let parent: string
let folder: StateFolder
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'npd-test-state-'))
  folder = stateFolder({ NPD_TEST_DIR: join(parent, 'state') })
})
afterEach(() => rmSync(parent, { recursive: true }))

it('is in this repository unless NPD_TEST_DIR is set', () => {
  const top = fileURLToPath(new URL('..', import.meta.url))
  expect(stateFolder({}).path).toBe(join(top, '.npd-test'))
  expect(folder.kubeconfig).toBe(join(parent, 'state', 'kubeconfig'))
  // The background process runs in another folder.
  expect(stateFolder({ NPD_TEST_DIR: 'state' }).path).toBe(resolve('state'))
})

it('can be locked by one process at a time, and is removed if it is empty afterwards', async () => {
  await withLock(folder, async () => {
    expect(readlinkSync(folder.lock)).toMatch(new RegExp(`^${process.pid}:`))
    expect(statSync(folder.path).mode & 0o777).toBe(0o700)
    await expect(withLock(folder, async () => {})).rejects.toThrow(LockedError)
  })
  expect(existsSync(folder.path)).toBe(false)
})

it('is unlocked after a failure, and keeps its files', async () => {
  const failing = withLock(folder, async () => {
    writeFileSync(folder.kubeconfig, '{}')
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect([existsSync(folder.lock), existsSync(folder.kubeconfig)]).toEqual([false, true])
})

it('takes over the lock of a process that has ended', async () => {
  mkdirSync(folder.path, { recursive: true })
  symlinkSync('4194300:nonce:1', folder.lock)
  expect(await withLock(folder, async () => 'done')).toBe('done')
})

it('does not remove a file that is not a lock', async () => {
  for (const text of ['4194300', 'garbage', '']) {
    mkdirSync(folder.path, { recursive: true })
    writeFileSync(folder.lock, text)
    await expect(withLock(folder, async () => {})).rejects.toMatchObject({
      message: expect.stringContaining('a different version of this project created it'),
      hint: expect.stringContaining(`rm ${folder.lock}`),
    })
    expect(readFileSync(folder.lock, 'utf8')).toBe(text)
  }
})

it.each([
  ['ENOSPC', 'the disk is full'],
  ['EACCES', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
])('describes the error code %s', (code, words) => {
  expect(createWriteError('/x', Object.assign(new Error('e'), { code })).message).toBe(
    `Failed to write /x: ${words}.`,
  )
})

it('reports that it cannot be written', async () => {
  const nowhere = stateFolder({ NPD_TEST_DIR: '/dev/null/state' })
  await expect(withLock(nowhere, async () => {})).rejects.toThrow('Failed to write /dev/null/state')
})
