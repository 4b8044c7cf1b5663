import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { CustomRule, PluginGlobalConfig } from './config-types.mts'
import { second } from './go/duration.mts'
import { configOf, createTestLog, ruleOf } from './npd.fixture.mts'
import { runPlugin } from './plugin-result.mts'

/** The folder in which scripts run. */
export let folder: string

/** Creates `folder` for a test file. */
export const useFolder = () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'npd-test-plugin-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
}

/**
 * Runs a script as NPD does, and returns the result and the log. `undefined` means a missing file.
 */
export const run = async (
  script: string | undefined,
  settings: Partial<PluginGlobalConfig> = {},
  rule: Partial<CustomRule> = {},
  { mode = 0o755, signal = new AbortController().signal } = {},
) => {
  const path = './plugin.sh'
  rmSync(join(folder, path), { force: true })
  if (script !== undefined) writeFileSync(join(folder, path), script, { mode })
  const { klog, lines } = createTestLog()
  const { pluginGlobalConfig } = configOf({ timeout: second, ...settings })
  const environment = {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_NAME: 'worker' },
    resolvePath: (file: string) => join(folder, file),
  }
  const result = await runPlugin(ruleOf({ path, ...rule }), pluginGlobalConfig, environment, {
    klog,
    signal,
  })
  return { ...result, lines }
}

export const bash = (body: string) => `#!/bin/bash\n${body}\n`
