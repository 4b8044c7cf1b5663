import { readdir, readFile } from 'node:fs/promises'
import { findRunningPid } from '../../lib/cluster/embedded/pid-file.mts'
import type { ReportedCondition } from '../../lib/conditions/conditions.mts'
import { watchConditions } from '../../lib/conditions/watch.mts'
import { createApi } from '../../lib/kube/api.mts'
import { connectKubeconfig } from '../../lib/kube/connection.mts'
import { stateFolder } from '../../lib/state-folder.mts'
import { openScripts } from '../scripts.fixture.mts'
import type { HardCheck } from './check.mts'

const cycles = 60
/** The number of cycles before the first measurement, until caches are full. */
const warmUp = 10
const limitMs = 60_000
const timing = ['--interval', '1s', '--timeout', '500ms', '--heartbeat', '2s']
const allowedGrowth = { megabytes: 60, descriptors: 8 }

interface Size {
  megabytes: number
  descriptors: number
}

const sizeOf = async (pid: number): Promise<Size> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? []
  const descriptors = (await readdir(`/proc/${pid}/fd`)).length
  return { megabytes: Math.round(Number(kilobytes) / 1024), descriptors }
}

/** Repeatedly disconnects two nodes until NPD finds the problem, and reconnects them until all are healthy. */
export const checkDisconnects: HardCheck = async ({ report }) => {
  const scripts = await openScripts()
  const failures: string[] = []
  const { pidFile, kubeconfig } = stateFolder({ NPD_TEST_DIR: scripts.folder })
  let before: Size | undefined
  try {
    await scripts.mustRun('run', timing)
    const pid = (await findRunningPid(pidFile)) ?? 0
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      await scripts.mustRun('chaos-apply')
      const logs = scripts.start('logs', ['npd-test-worker', '-f', '--evidence'])
      const found = logs.printed(/Type:NetworkProblem Status:Unknown/)
      await found.catch(() => failures.push(`cycle ${cycle}: NPD found no problem`))
      logs.kill('SIGINT')
      await logs.ended
      await scripts.mustRun('chaos-delete')
      const problem = await waitUntilHealthy(kubeconfig)
      if (problem) failures.push(`cycle ${cycle}: ${problem}`)
      if (cycle === warmUp) before = await sizeOf(pid)
      if (cycle % 10 === 0) report(`${cycle} cycles, ${JSON.stringify(await sizeOf(pid))}`)
    }
    const after = await sizeOf(pid)
    const first = before ?? after
    for (const key of ['megabytes', 'descriptors'] as const)
      if (after[key] - first[key] > allowedGrowth[key])
        failures.push(`${key} grew from ${first[key]} to ${after[key]}`)
    const note = `${timing.join(' ')}; cycle ${warmUp}: ${first.megabytes} MB, ${first.descriptors} descriptors; cycle ${cycles}: ${after.megabytes} MB, ${after.descriptors}`
    return { tried: cycles, failures, note }
  } finally {
    await scripts.close()
  }
}

/** Resolves with a description of the nodes that are not healthy in time, or undefined if all are. */
const waitUntilHealthy = async (kubeconfig: string): Promise<string | undefined> => {
  const api = createApi(await connectKubeconfig(kubeconfig))
  const signal = AbortSignal.timeout(limitMs)
  const options = { limit: { allowedSilenceMs: limitMs }, signal }
  let last: ReportedCondition[] = []
  try {
    for await (const { reportedConditions } of watchConditions(api, 'NetworkProblem', options)) {
      last = reportedConditions
      if (reportedConditions.every(({ verdict }) => verdict.verdict === 'healthy')) return undefined
    }
    return last.map(({ name, verdict }) => `${name} is ${verdict.verdict}`).join(', ')
  } finally {
    api.close()
  }
}
