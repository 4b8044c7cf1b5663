import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createValues } from '../../lib/plugins/lint/lint.fixture.mts'
import { openScripts } from '../scripts.fixture.mts'
import type { HardCheck } from './check.mts'

const wanted = 200
const pollMs = 200
const timing = { invoke_interval: '1s', timeout: '300ms', max_output_length: 80, concurrency: 3 }

/** A plugin that hangs. Its children are inside or outside its process group. */
const script = `#!/bin/bash
case $1 in
  fork) sleep 7777 & sleep 7777 ;;
  setsid) setsid bash -c 'sleep 7777 & exec sleep 7777' > /dev/null 2>&1 & sleep 7777 ;;
  *) sleep 7777 ;;
esac
`

const definition = {
  plugin: 'custom',
  pluginConfig: timing,
  source: 'hang-monitor',
  conditions: [{ type: 'Hang', reason: 'NoHang', message: 'no hang' }],
  rules: ['hang', 'fork', 'setsid'].map(name => ({
    type: 'permanent',
    condition: 'Hang',
    reason: `Hang${name}`,
    path: './custom-config/disk.sh',
    args: [name],
  })),
}

/** Runs plugins until they time out. No process may remain after `cleanup`. */
export const checkTimeouts: HardCheck = async ({ report }) => {
  const scripts = await openScripts()
  const values = join(scripts.folder, '..', 'hang.yaml')
  await writeFile(values, createValues(definition, script))
  const failures: string[] = []
  let count = 0
  try {
    await scripts.mustRun('run', ['--values', values])
    const logs = scripts.start('logs', ['-f'])
    while (count < wanted) {
      await sleep(pollMs)
      count = [...logs.stdout().matchAll(/running plugin timeout/g)].length
    }
    logs.kill('SIGINT')
    await logs.ended
    const running = await countSleeps()
    report(`${count} timeouts, ${running} processes outside of a process group before cleanup`)
    if (running === 0) failures.push('no process left its group, so this check proves nothing')
  } finally {
    await scripts.close()
  }
  const left = await countSleeps()
  if (left > 0) failures.push(`${left} processes are left after cleanup`)
  return { tried: count, failures, note: `timeout ${timing.timeout}: hang, fork, setsid` }
}

const countSleeps = async (): Promise<number> => {
  const names = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const lines = await Promise.all(
    names.map(name => readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')),
  )
  return lines.filter(line => line === 'sleep\x007777\0').length
}
