import { EventEmitter, once } from 'node:events'
import { createApi, type KubeApi } from '../lib/kube/api.mts'
import { connectKubeconfig } from '../lib/kube/connection.mts'
import { mapConcurrently } from '../lib/kube/map-concurrent.mts'
import { nodes } from '../lib/kube/resources.mts'
import { addNodesUpTo, startBenchServer } from './bench-server.mts'
import { formatComparison, formatMs, median, type Row, time } from './measure.mts'

const patchCount = 2_000
const watcherCount = 100
const runs = 11
/** Many runs: each takes only milliseconds, and the first ones run code that V8 has not optimized yet. */
const fanOutRuns = 201

/** A client of the server under test. `connect` creates another client, because each watcher has its own connection. */
interface Client {
  api: KubeApi
  connect: () => Promise<KubeApi>
}

/** Returns the average or median time of one operation, in milliseconds. */
type MeasureFunction = (client: Client) => Promise<number>

const statusPatch = (value: number) =>
  ({
    type: 'strategic',
    body: { status: { conditions: [{ type: 'NetworkProblem', message: `message ${value}` }] } },
  }) as const

const patchStatus = ({ api }: Client, index: number, value: number): Promise<unknown> =>
  api.patch(nodes, `node-${String(index).padStart(5, '0')}`, statusPatch(value), {
    subresource: 'status',
  })

/** Measures a LIST of `count` nodes. Changes one node before each LIST. */
const measureList =
  (count: number): MeasureFunction =>
  async client => {
    await addNodesUpTo(client.api, count)
    const elapsed: number[] = []
    for (let run = 0; run < runs; run += 1) {
      await patchStatus(client, 0, Math.random())
      elapsed.push(await time(() => client.api.get(nodes, '')))
    }
    return median(elapsed.slice(1))
  }

const measurePatch: MeasureFunction = async client => {
  const all = Array.from({ length: patchCount }, (_, index) => index)
  const patchAll = () =>
    mapConcurrently(all, 16, index => patchStatus(client, index % 1_000, Math.random()))
  await patchAll()
  return (await time(patchAll)) / patchCount
}

/** Measures the time from the PATCH until the last watcher has received the change. */
const measureFanOut: MeasureFunction = async client => {
  const abortController = new AbortController()
  const receivedEmitter = new EventEmitter()
  let count = 0
  const follow = async (resourceVersion: string) => {
    const watcherApi = await client.connect()
    const options = { resourceVersion, signal: abortController.signal }
    for await (const { type } of watcherApi.watch(nodes, options)) {
      count += type === 'BOOKMARK' ? 0 : 1
      if (count % watcherCount === 0) receivedEmitter.emit('all')
    }
    watcherApi.close()
  }
  const { metadata } = await client.api.list(nodes)
  const watchers = Array.from({ length: watcherCount }, () =>
    follow(metadata.resourceVersion ?? ''),
  )
  const change = async () => {
    const all = once(receivedEmitter, 'all')
    await patchStatus(client, 0, Math.random())
    await all
  }
  await change()
  const elapsed: number[] = []
  for (let run = 0; run < fanOutRuns; run += 1) elapsed.push(await time(change))
  abortController.abort()
  await Promise.all(watchers)
  return median(elapsed)
}

const benchmarks: [title: string, measure: MeasureFunction][] = [
  ['LIST of 1,000 nodes', measureList(1_000)],
  ['status PATCH, 16 at a time', measurePatch],
  [`one PATCH to ${watcherCount} watchers`, measureFanOut],
  ['LIST of 10,000 nodes', measureList(10_000)],
]

const connectToRealServer = async (file: string): Promise<Client> => {
  const connect = async () => createApi(await connectKubeconfig(file))
  return { api: await connect(), connect }
}

/**
 * `npm run bench -- server`: measures requests to the API server. If BENCH_REAL_KUBECONFIG is set, also
 * measures a real API server. That server must be new and empty; the benchmark fills it with nodes.
 */
export const benchServer = async (): Promise<Row[]> => {
  const { BENCH_REAL_KUBECONFIG: file } = process.env
  const realClient = file ? await connectToRealServer(file) : undefined
  const { api, connect, close } = await startBenchServer()
  const rows: Row[] = []
  try {
    for (const [title, measure] of benchmarks) {
      const result = await measure({ api, connect: async () => connect() })
      const baseline = realClient && (await measure(realClient))
      rows.push({
        title,
        result: formatMs(result),
        ...(baseline && {
          baseline: `${formatMs(baseline)} (kube-apiserver)`,
          ratio: formatComparison(result, baseline),
        }),
        goal: 'no slower',
      })
    }
    return rows
  } finally {
    realClient?.api.close()
    await close()
  }
}
