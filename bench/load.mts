import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { connectWithToken } from '../lib/kube/connection.mts'
import { mapConcurrently } from '../lib/kube/map-concurrent.mts'
import { nodes } from '../lib/kube/resources.mts'
import { addNodesUpTo, type BenchServer, startBenchServer } from './bench-server.mts'
import { formatMs, type Row, time } from './measure.mts'
import { readUsage } from './usage.mts'

const patchCount = 20_000
const patchBytes = 20_000
const nodeCount = 100
const watcherCount = 100
const probePeriodMs = 50

/** Starts a watch over HTTP/1.1 and stops reading after the first bytes of the response. */
const openStalledWatcher = async ({ access }: BenchServer): Promise<TLSSocket> => {
  const { hostname, port } = new URL(access.server)
  const socket = connect({ port: Number(port), host: hostname, ca: access.caCertificate })
  socket.on('error', () => {})
  socket.write(
    `GET /api/v1/nodes?watch=1&resourceVersion=1 HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${access.token}\r\n\r\n`,
  )
  await once(socket, 'data')
  return socket.pause()
}

const sendPatch = ({ api }: BenchServer, index: number): Promise<unknown> => {
  const note = String(index).padEnd(patchBytes, 'x')
  const patch = { type: 'merge', body: { metadata: { annotations: { note } } } } as const
  return api.patch(nodes, `node-${String(index % nodeCount).padStart(5, '0')}`, patch)
}

/** Requests /healthz until `signal` aborts. Returns how long the slowest request took, in milliseconds. */
const probeHealth = async ({ access }: BenchServer, signal: AbortSignal): Promise<number> => {
  const connection = connectWithToken(access)
  const probe = async () => {
    const response = await connection.send({ method: 'GET', path: '/healthz' })
    await once(response.resume(), 'end')
  }
  let longest = 0
  while (!signal.aborted) {
    longest = Math.max(longest, await time(probe))
    await new Promise(resolve => setTimeout(resolve, probePeriodMs))
  }
  connection.close()
  return longest
}

/**
 * `npm run bench -- load`: measures the memory, the slowest health check and the request rate of the API server
 * with large objects and stalled watchers.
 */
export const benchLoad = async (): Promise<Row[]> => {
  const server = await startBenchServer()
  const abortController = new AbortController()
  try {
    await addNodesUpTo(server.api, nodeCount)
    const all = Array.from({ length: watcherCount }, () => openStalledWatcher(server))
    const watchers = await Promise.all(all)
    const health = probeHealth(server, abortController.signal)
    const requests = Array.from({ length: patchCount }, (_, index) => index)
    const elapsed = await time(() =>
      mapConcurrently(requests, 16, index => sendPatch(server, index)),
    )
    abortController.abort()
    const longest = await health
    const { rssMb, peakMb } = readUsage(server.pid)
    for (const watcher of watchers) watcher.destroy()
    const title = `${patchCount.toLocaleString('en')} PATCHes of 20 kB, ${watcherCount} stalled watchers`
    return [
      { title: `${title}: memory`, result: `${rssMb.toFixed(0)} MB`, goal: '300 MB' },
      { title: `${title}: peak memory`, result: `${peakMb.toFixed(0)} MB` },
      { title: `${title}: slowest /healthz`, result: formatMs(longest), goal: '250 ms' },
      {
        title: `${title}: rate`,
        result: `${Math.round(patchCount / (elapsed / 1_000))} per second`,
      },
    ]
  } finally {
    abortController.abort()
    await server.close()
  }
}
