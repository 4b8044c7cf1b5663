import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { kindKubeconfig, stateFolder } from '../../state-folder.mts'
import { endOrphans } from './orphans.mts'

let path: string
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'npd-test-orphans-'))
  // Like a real one: it has the name of the command, and a child that does the work.
  writeFileSync(join(path, 'kind'), '#!/bin/bash\nsleep 60 & echo $!; wait\n')
  chmodSync(join(path, 'kind'), 0o755)
})
afterEach(() => rmSync(path, { recursive: true }))

const folderOf = (name: string) => stateFolder({ NPD_TEST_DIR: join(path, name) })

const start = async (state: string, verb = 'create') => {
  const args = [verb, 'cluster', '--kubeconfig', kindKubeconfig(folderOf(state))]
  const child = spawn(join(path, 'kind'), args)
  const [grandchild] = await once(child.stdout, 'data')
  return { child, grandchild: Number(grandchild) }
}

/** A zombie counts as ended. */
const isThere = (pid: number): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z]/.test(stdout.trim())
}

it('ends the commands for this cluster, with their children, and nothing else', async () => {
  const ours = await start('ours')
  const others = [await start('theirs'), await start('ours', 'export')]
  const ended = once(ours.child, 'exit')
  await endOrphans(folderOf('ours'))
  expect((await ended)[1]).toBe('SIGKILL')
  expect(isThere(ours.grandchild)).toBe(false)
  for (const { child, grandchild } of others) {
    expect([child.exitCode, isThere(grandchild)]).toEqual([null, true])
    child.kill()
    process.kill(grandchild)
  }
})
