import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findExecFault } from './exec.mts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-exec-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const faultOf = (content: string, mode = 0o755) => {
  const file = join(folder, 'file')
  writeFileSync(file, content)
  chmodSync(file, mode)
  return findExecFault('./file', 'file', folder)
}

it('finds nothing for an executable script and a program', async () => {
  expect(await faultOf('#!/bin/sh\n')).toBeUndefined()
  expect(await findExecFault(process.execPath, process.execPath, folder)).toBeUndefined()
})

it('returns the error of the kernel', async () => {
  expect(await faultOf('echo hello\n')).toBe('fork/exec ./file: exec format error')
  expect(await faultOf('')).toBe('fork/exec ./file: exec format error')
  expect(await faultOf('#!/bin/sh\n', 0o644)).toBe('fork/exec ./file: permission denied')
  expect(await findExecFault('./none', 'none', folder)).toBe(
    'fork/exec ./none: no such file or directory',
  )
  expect(await faultOf('#! \n')).toBe('fork/exec ./file: exec format error')
  expect(await findExecFault('./', './', folder)).toBe('fork/exec ./: permission denied')
})

it('searches a name without a slash in PATH only, as Go does', async () => {
  expect(await faultOf('#!/bin/sh\n')).toBeUndefined()
  expect(await findExecFault('file', 'file', folder)).toBe(
    'exec: "file": executable file not found in $PATH',
  )
})
