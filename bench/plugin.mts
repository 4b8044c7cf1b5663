import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { second } from '../lib/npd/go/duration.mts'
import { createClock } from '../lib/npd/go/time.mts'
import { Klog } from '../lib/npd/klog.mts'
import { runPlugin } from '../lib/npd/plugin-result.mts'
import { formatFactor, formatMs, measureMedianTime, type Row } from './measure.mts'

const runs = 50

/** Runs the script in a plain process, without the shell of zx. This is the baseline for the plugin runner. */
const runScriptDirectly = (script: string): Promise<unknown> =>
  once(spawn('bash', [script], { stdio: 'ignore' }), 'exit')

export const benchPlugin = async (): Promise<Row> => {
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-bench-'))
  const script = join(folder, 'plugin.sh')
  await writeFile(script, '#!/bin/bash\necho fine\n', { mode: 0o755 })
  const rule = { type: 'permanent', condition: 'X', reason: 'Y', path: script }
  const config = {
    invokeInterval: 30n * second,
    timeout: 5n * second,
    maxOutputLength: 80,
    concurrency: 3,
    enableMessageChangeBasedConditionUpdate: false,
    skipInitialStatus: false,
  }
  const environment = { cwd: folder, env: process.env, resolvePath: (path: string) => path }
  const klog = new Klog(createClock(), () => {})
  const { signal } = new AbortController()
  const result = await measureMedianTime(runs, () =>
    runPlugin(rule, config, environment, { klog, signal }),
  )
  const baseline = await measureMedianTime(runs, () => runScriptDirectly(script))
  await rm(folder, { recursive: true })
  return {
    title: 'one plugin run',
    result: formatMs(result),
    baseline: `${formatMs(baseline)} (bash script)`,
    ratio: formatFactor(result / baseline),
    goal: 'at most 1.5 ×',
  }
}
