import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ReportedCondition } from '../../lib/conditions/conditions.mts'
import { watchConditions } from '../../lib/conditions/watch.mts'
import { createApi, type KubeApi } from '../../lib/kube/api.mts'
import { connectKubeconfig } from '../../lib/kube/connection.mts'
import { openScripts, type Scripts } from '../scripts.fixture.mts'

const limit = 60_000
const worker = 'npd-test-worker'

let scripts: Scripts
let api: KubeApi
beforeAll(async () => {
  scripts = await openScripts()
  const timing = ['--interval', '2s', '--timeout', '5s', '--heartbeat', '1s']
  await scripts.mustRun('run', ['--workers', '1', ...timing])
  api = createApi(await connectKubeconfig(join(scripts.folder, 'kubeconfig')))
}, limit)
afterAll(async () => {
  api.close()
  await scripts.close()
}, limit)

/** Watches the conditions with a limit of five seconds. The heartbeat period is one second here. */
const watch = () => {
  const ending = new AbortController()
  const frames = watchConditions(api, 'NetworkProblem', {
    limit: { allowedSilenceMs: 5_000 },
    signal: ending.signal,
  })
  const seen: string[] = []
  /** Resolves with the first update in which the worker has this verdict. */
  const until = async (verdict: string): Promise<ReportedCondition[]> => {
    for (;;) {
      const { value, done } = await frames.next()
      if (done) throw new Error(`ended without ${verdict}: ${seen.join(', ')}`)
      seen.push(
        value.reportedConditions.find(({ name }) => name === worker)?.verdict.verdict ?? 'gone',
      )
      if (seen.at(-1) === verdict) return value.reportedConditions
    }
  }
  return { until, end: () => ending.abort() }
}

it.each([1, 2])(
  'a partitioned node becomes silent, and healthy once healed: %d',
  {
    timeout: limit,
  },
  async () => {
    const { until, end } = watch()
    await until('healthy')
    await scripts.mustRun('chaos-apply', ['--nodes', worker])
    const silent = await until('silent')
    expect(silent).toMatchObject([
      { name: 'npd-test-control-plane', verdict: { verdict: 'healthy' } },
      { name: worker, kubelet: 'Ready', condition: { status: 'False' } },
    ])
    await scripts.mustRun('chaos-delete')
    await until('healthy')
    end()
  },
)
