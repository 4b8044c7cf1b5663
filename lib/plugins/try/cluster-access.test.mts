import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt, bash, openTryFolder, runs, type TryFolder } from './try.fixture.mts'

let folder: TryFolder
beforeAll(() => {
  folder = openTryFolder()
})
afterAll(() => folder.close())

describe('the cluster', () => {
  const kubeconfig = () => join(folder.path, 'state', 'kubeconfig')

  it('is the cluster created by run, never the one of the current context', async () => {
    process.env.KUBECONFIG = join(folder.path, 'mine')
    writeFileSync(process.env.KUBECONFIG, 'mine')
    const file = folder.write(bash('cat "$KUBECONFIG" "$HOME/.kube/config"; : kubectl; exit 1'))
    const none = await attempt({ file })
    expect(JSON.parse(none.printed)[0].stdout).toBe('')
    expect(none.notes).toContain('no cluster; create one with `npx zx scripts/run.mts`')
    mkdirSync(join(folder.path, 'state'))
    writeFileSync(kubeconfig(), 'ours')
    const ours = await attempt({ file, node: undefined })
    expect(JSON.parse(ours.printed)[0].stdout).toBe('ours')
    expect(ours.notes).toMatch(
      /NODE_NAME {2}npd-test-control-plane.*\nkubectl {4}.*\/kubeconfig, as/,
    )
    rmSync(join(folder.path, 'state'), { recursive: true })
    delete process.env.KUBECONFIG
  })

  it('is the one of --context, and the kubeconfig omits other contexts', async () => {
    const bin = join(folder.path, 'bin')
    const path = process.env.PATH
    mkdirSync(bin)
    writeFileSync(join(bin, 'kubectl'), '#!/bin/sh\necho "$@"\n')
    chmodSync(join(bin, 'kubectl'), 0o755)
    process.env.PATH = `${bin}:${path}`
    const file = folder.write(bash('cat "$KUBECONFIG"; exit 1'))
    const [{ stdout }] = await runs({ file, context: 'staging' })
    process.env.PATH = path
    expect(stdout).toBe('config view --raw --minify --flatten --context=staging\n')
  })
})
