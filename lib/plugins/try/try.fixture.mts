import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Phases } from '../../cli/phases.mts'
import { createValues, goodDefinition } from '../lint/lint.fixture.mts'
import { type TryRequest, tryPlugins } from './plugin-try.mts'

/** A folder for values, temporary files and state. The environment of this process points to it. */
export interface TryFolder {
  path: string
  /** Writes values with this script and the given overrides, and returns the path of the file. */
  write: (script: string, definition?: object, rule?: object) => string
  close: () => void
}

export const openTryFolder = (): TryFolder => {
  const path = mkdtempSync(join(tmpdir(), 'npd-test-try-'))
  const original = { ...process.env }
  // A separate folder shows whether temporary files are left behind.
  process.env.TMPDIR = join(path, 'tmp')
  process.env.NPD_TEST_DIR = join(path, 'state')
  mkdirSync(process.env.TMPDIR)
  return {
    path,
    write: (script, definition = {}, rule = {}) => {
      const file = join(path, 'values.yaml')
      const rules = goodDefinition.rules.map(each => ({ ...each, ...rule }))
      const pluginConfig = { ...goodDefinition.pluginConfig, timeout: '10s' }
      const whole = { ...goodDefinition, pluginConfig, ...definition, rules }
      writeFileSync(file, createValues(whole, script))
      return file
    },
    close: () => {
      for (const name of ['TMPDIR', 'NPD_TEST_DIR', 'PATH', 'KUBECONFIG', 'NODE_OPTIONS'])
        if (original[name] === undefined) delete process.env[name]
        else process.env[name] = original[name]
      rmSync(path, { recursive: true })
    },
  }
}

export const request: TryRequest = {
  file: undefined,
  rule: undefined,
  simulate: undefined,
  repeat: undefined,
  watch: false,
  inImage: false,
  output: 'json',
  context: undefined,
  env: [],
  node: 'worker',
}

/** Returns the printed text, the notes and the error. Fails if temporary files are left behind. */
export const attempt = async (
  more: Partial<TryRequest>,
  signal: AbortSignal = new AbortController().signal,
) => {
  let printed = ''
  const notes: string[] = []
  const phases: Phases = { run: (_, work) => work(), note: text => notes.push(text) }
  const print = (text: string) => {
    printed += text
  }
  const failure = await tryPlugins({ ...request, ...more }, { signal, phases, print }).catch(
    error => error,
  )
  expect(readdirSync(tmpdir())).toEqual([])
  return { printed, failure, notes: notes.join('\n') }
}

export const runs = async (more: Partial<TryRequest>) => JSON.parse((await attempt(more)).printed)

export const bash = (body: string): string => `#!/bin/bash\n${body}\n`
