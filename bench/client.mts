import { labelPods } from '../lib/chaos/label-pods.mts'
import { mapConcurrent } from '../lib/kube/map-concurrent.mts'
import { pods } from '../lib/kube/resources.mts'
import type { Pod } from '../lib/kube/types.mts'
import { type BenchServer, growTo } from './bench-server.mts'
import { inRepository, runScript } from './commands.mts'
import { comparison, medianTime, milliseconds, type Row, time } from './measure.mts'

const podCount = 1_000
/** So many are labelled by kubectl one by one; the time for all is that times the rest. */
const sample = 25

const podOf = (index: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `pod-${index}`, namespace: 'kube-system', labels: { app: 'bench' } },
  spec: { nodeName: `node-${index % 100}`, containers: [{ name: 'c', image: 'i' }] },
})

export const benchLabelling = async (
  { api, kubeconfig }: BenchServer,
  kubectl: string | undefined,
): Promise<Row> => {
  const all = Array.from({ length: podCount }, (_, index) => index)
  await mapConcurrent(all, 32, index => api.create(pods, podOf(index)))
  const { signal } = new AbortController()
  const unlabel = { type: 'merge', body: { metadata: { labels: { nodeName: null } } } } as const
  const relabel = async () => {
    await mapConcurrent(all, 32, index =>
      api.patch(pods, `pod-${index}`, unlabel, { namespace: 'kube-system' }),
    )
    return time(() => labelPods(api, ['kube-system'], { signal }))
  }
  await relabel()
  const ours = ((await relabel()) + (await relabel())) / 2
  const what = `label ${podCount} pods`
  if (!kubectl) return { what, ours: milliseconds(ours), goal: '20 × faster' }
  const perPod = await medianTime(1, async () => {
    for (const index of all.slice(0, sample))
      await inRepository()`${kubectl} --kubeconfig ${kubeconfig} -n kube-system label pod pod-${index} nodeName=x${index} --overwrite`
  })
  const peer = (perPod / sample) * podCount
  return {
    what,
    ours: milliseconds(ours),
    peer: `${milliseconds(peer)} (kubectl label, one by one)`,
    ratio: comparison(ours, peer),
    goal: '20 × faster',
  }
}

export const benchShow = async (
  { api, folder, kubeconfig }: BenchServer,
  kubectl: string | undefined,
  count: number,
): Promise<Row> => {
  await growTo(api, count)
  const runs = count > 1_000 ? 3 : 5
  const ours = await medianTime(runs, () => runScript('show', [], folder))
  const what = `show, ${count.toLocaleString('en')} nodes`
  if (!kubectl) return { what, ours: milliseconds(ours) }
  const peer = await medianTime(runs, async () => {
    await inRepository()`${kubectl} --kubeconfig ${kubeconfig} get nodes -o yaml > /dev/null`
  })
  return {
    what,
    ours: milliseconds(ours),
    peer: `${milliseconds(peer)} (kubectl get nodes -o yaml)`,
    ratio: comparison(ours, peer),
    ...(count >= 1_000 && { goal: 'no slower' }),
  }
}
