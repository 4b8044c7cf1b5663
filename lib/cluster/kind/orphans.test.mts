import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { launch } from '../../cli/command.mts'
import { readStartTime } from '../../cli/processes.mts'
import { kindKubeconfig, stateFolder } from '../../state-folder.mts'
import { stopOrphanedCommands } from './orphans.mts'

let path: string
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'npd-test-orphans-'))
  // Like the real kind, the stand-in has this name and starts a child process.
  writeFileSync(join(path, 'kind'), '#!/bin/bash\nsleep 60 & echo $!; wait\n')
  chmodSync(join(path, 'kind'), 0o755)
})
afterEach(() => rmSync(path, { recursive: true }))

const folderOf = (name: string) => stateFolder({ NPD_TEST_DIR: join(path, name) })

const start = async (state: string, verb = 'create') => {
  const kubeconfig = kindKubeconfig(folderOf(state))
  const kind = launch()`exec ${path}/kind ${verb} cluster --kubeconfig ${kubeconfig}`
  const [grandchild] = await once(kind.stdout, 'data')
  return { kind, pids: [kind.pid ?? 0, Number(grandchild)] }
}

const startsOf = (pids: number[]) => Promise.all(pids.map(pid => readStartTime(pid)))

it('ends the commands for this cluster, with their children, and nothing else', async () => {
  const ours = await start('ours')
  const others = [await start('theirs'), await start('ours', 'export')]
  await stopOrphanedCommands(folderOf('ours'))
  expect(await startsOf(ours.pids)).toEqual([undefined, undefined])
  for (const { kind, pids } of others) {
    expect(await startsOf(pids)).not.toContain(undefined)
    await kind.kill()
    await kind
  }
})
