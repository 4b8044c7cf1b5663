import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createValues, goodDefinition, lintText, renderFindings } from '../lint.fixture.mts'
import { createShellTools } from './shell-tools.mts'

const { signal } = new AbortController()

const lint = async (script: string) => {
  const text = createValues(goodDefinition, script)
  return renderFindings(text, await lintText(text, createShellTools(signal)))
}

describe('bash -n', () => {
  it('finds the first line that bash cannot parse', async () => {
    const found = await lint('#!/bin/bash\nif date; then\n  exit 1\nfi )\nexit 0\n')
    expect(found.filter(each => each.startsWith('shell-syntax'))).toEqual(['shell-syntax fi )'])
  })

  it('finds nothing in a correct script', async () => {
    expect(await lint('#!/bin/bash\ndate || exit 1\nexit 0\n')).toEqual([])
  })

  it('checks shell scripts only', async () => {
    expect(await lint('#!/usr/bin/perl\nif (1) { )\n')).toEqual([])
  })
})

describe('shellcheck', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'npd-test-shellcheck-'))
    const comments = [{ line: 2, column: 6, code: 2086, message: 'Double quote it.' }]
    writeFileSync(
      join(folder, 'shellcheck'),
      `#!/bin/sh\ncat > /dev/null\nprintf '%s' '${JSON.stringify({ comments })}'\n`,
    )
    chmodSync(join(folder, 'shellcheck'), 0o755)
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`)
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })

  it('reports its findings if it is installed', async () => {
    expect(await lint('#!/bin/bash\necho $x\nexit 0\n')).toEqual(['shellcheck $x'])
  })

  it('can be suppressed like any other rule', async () => {
    expect(
      await lint('#!/bin/bash\necho $x # plugin-lint-disable shellcheck: it is one word\nexit 0\n'),
    ).toEqual([])
  })
})

it('does not report a suppression of shellcheck as unused if shellcheck is not installed', async () => {
  vi.stubEnv('PATH', '/no/such/folder')
  expect(await lint('#!/bin/bash\n# plugin-lint-disable shellcheck: why\nexit 0\n')).toEqual([])
  vi.unstubAllEnvs()
})
