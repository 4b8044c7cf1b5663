import { EventEmitter, once } from 'node:events'
import { mapConcurrent } from '../lib/kube/map-concurrent.mts'
import { nodes } from '../lib/kube/resources.mts'
import { type BenchServer, growTo } from './bench-server.mts'
import { median, medianTime, milliseconds, type Row, time } from './measure.mts'

const patchCount = 2_000
const watcherCount = 100

export const benchList = async ({ api }: BenchServer, count: number): Promise<Row> => {
  await growTo(api, count)
  const result = await medianTime(5, () => api.get(nodes, ''))
  return { title: `LIST of ${count.toLocaleString('en')} nodes`, result: milliseconds(result) }
}

const statusPatch = (value: number) =>
  ({
    type: 'strategic',
    body: { status: { conditions: [{ type: 'NetworkProblem', message: `message ${value}` }] } },
  }) as const

export const benchPatch = async ({ api }: BenchServer): Promise<Row> => {
  const all = Array.from({ length: patchCount }, (_, index) => index)
  const elapsed = await time(() =>
    mapConcurrent(all, 16, index =>
      api.patch(nodes, `node-${String(index % 1_000).padStart(5, '0')}`, statusPatch(index), {
        subresource: 'status',
      }),
    ),
  )
  return {
    title: 'status PATCH',
    result: `${Math.round(patchCount / (elapsed / 1_000))} per second`,
  }
}

/** Measures the time from the PATCH until the last watcher has received the change. */
export const benchFanOut = async ({ api, connect }: BenchServer): Promise<Row> => {
  const ending = new AbortController()
  const seen = new EventEmitter()
  let count = 0
  const follow = async (resourceVersion: string) => {
    const own = connect()
    const options = { resourceVersion, signal: ending.signal }
    for await (const _ of own.watch(nodes, options)) {
      count += 1
      if (count % watcherCount === 0) seen.emit('all')
    }
    own.close()
  }
  const { metadata } = await api.list(nodes)
  const watchers = Array.from({ length: watcherCount }, () =>
    follow(metadata.resourceVersion ?? ''),
  )
  const change = async (value: number) => {
    const all = once(seen, 'all')
    await api.patch(nodes, 'node-00000', statusPatch(-value), { subresource: 'status' })
    await all
  }
  await change(1)
  const elapsed: number[] = []
  for (let run = 2; run < 12; run += 1) elapsed.push(await time(() => change(run)))
  ending.abort()
  await Promise.all(watchers)
  return { title: `one PATCH to ${watcherCount} watchers`, result: milliseconds(median(elapsed)) }
}
