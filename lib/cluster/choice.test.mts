import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { UsageError } from '../cli/errors.mts'
import { findKindObstacle, readChoice } from './choice.mts'

describe('readChoice', () => {
  it('accepts a cluster created by run, or a context', () => {
    expect(readChoice({ cluster: 'kind' })).toEqual({ cluster: 'kind', context: undefined })
    expect(readChoice({ cluster: undefined, context: 'prod' }).context).toBe('prod')
  })

  it('rejects an unknown cluster, and --cluster with --context', () => {
    expect(() => readChoice({ cluster: 'minikube' })).toThrow(/not `embedded` or `kind`/)
    expect(() => readChoice({ cluster: 'kind', context: 'prod' })).toThrow(UsageError)
    // An empty variable must not select the current context.
    expect(() => readChoice({ cluster: undefined, context: '' })).toThrow(UsageError)
  })
})

describe('findKindObstacle', () => {
  const folders: string[] = []
  afterEach(() => {
    vi.unstubAllEnvs()
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })

  const stubPath = (scripts: Record<string, string>) => {
    const folder = mkdtempSync(join(tmpdir(), 'npd-test-path-'))
    folders.push(folder)
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
      chmodSync(join(folder, name), 0o755)
    }
    symlinkSync('/bin/bash', join(folder, 'bash'))
    vi.stubEnv('PATH', folder)
  }

  it('names all missing commands', async () => {
    stubPath({ docker: '', kubectl: '' })
    expect(await findKindObstacle()).toBe('kind, helm not on PATH')
  })

  it('reports an engine that does not respond', async () => {
    const others = { kind: '', kubectl: '', helm: '' }
    stubPath({ ...others, docker: 'exit 1' })
    expect(await findKindObstacle()).toBe('no Docker engine is running')
    stubPath({ ...others, docker: 'echo 28.0.0' })
    expect(await findKindObstacle()).toBeUndefined()
  })
})
