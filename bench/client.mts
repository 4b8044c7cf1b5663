import { labelPods } from '../lib/chaos/label-pods.mts'
import { mapConcurrently } from '../lib/kube/map-concurrent.mts'
import { pods } from '../lib/kube/resources.mts'
import type { Pod } from '../lib/kube/types.mts'
import { addNodesUpTo, type BenchServer } from './bench-server.mts'
import { inRepository, runScript } from './commands.mts'
import { formatComparison, formatMs, measureMedianTime, type Row, time } from './measure.mts'

const podCount = 1_000
/** The number of pods that kubectl labels one by one. The time for all pods is extrapolated. */
const sampleSize = 25

const createPod = (index: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `pod-${index}`, namespace: 'kube-system', labels: { app: 'bench' } },
  spec: { nodeName: `node-${index % 100}`, containers: [{ name: 'c', image: 'i' }] },
})

export const benchLabeling = async (
  { api, kubeconfig }: BenchServer,
  kubectl: string | undefined,
): Promise<Row> => {
  const all = Array.from({ length: podCount }, (_, index) => index)
  await mapConcurrently(all, 32, index => api.create(pods, createPod(index)))
  const { signal } = new AbortController()
  const unlabel = { type: 'merge', body: { metadata: { labels: { nodeName: null } } } } as const
  const relabel = async () => {
    await mapConcurrently(all, 32, index =>
      api.patch(pods, `pod-${index}`, unlabel, { namespace: 'kube-system' }),
    )
    return time(() => labelPods(api, ['kube-system'], { signal }))
  }
  await relabel()
  const result = ((await relabel()) + (await relabel())) / 2
  const title = `label ${podCount} pods`
  if (!kubectl) return { title, result: formatMs(result), goal: '20× faster' }
  const sampleMs = await measureMedianTime(1, async () => {
    for (const index of all.slice(0, sampleSize))
      await inRepository()`${kubectl} --kubeconfig ${kubeconfig} -n kube-system label pod pod-${index} nodeName=x${index} --overwrite`
  })
  const baseline = (sampleMs / sampleSize) * podCount
  return {
    title,
    result: formatMs(result),
    baseline: `${formatMs(baseline)} (kubectl label, one by one)`,
    ratio: formatComparison(result, baseline),
    goal: '20× faster',
  }
}

export const benchShow = async (
  { api, folder, kubeconfig }: BenchServer,
  kubectl: string | undefined,
  count: number,
): Promise<Row> => {
  await addNodesUpTo(api, count)
  const runs = count > 1_000 ? 3 : 5
  const result = await measureMedianTime(runs, () => runScript('show', [], folder))
  const title = `show, ${count.toLocaleString('en')} nodes`
  if (!kubectl) return { title, result: formatMs(result) }
  const baseline = await measureMedianTime(runs, async () => {
    await inRepository()`${kubectl} --kubeconfig ${kubeconfig} get nodes -o yaml > /dev/null`
  })
  return {
    title,
    result: formatMs(result),
    baseline: `${formatMs(baseline)} (kubectl get nodes -o yaml)`,
    ratio: formatComparison(result, baseline),
    ...(count >= 1_000 && { goal: 'no slower' }),
  }
}
