import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { leaderLine } from '../lib/cluster/watchdog-lines.mts'
import { mapConcurrently } from '../lib/kube/map-concurrent.mts'
import { nodes } from '../lib/kube/resources.mts'
import { addNodesUpTo, type BenchServer, startBenchServer } from './bench-server.mts'
import { formatMs, type Row } from './measure.mts'
import { readUsage } from './usage.mts'

const nodeCount = 5_000
const periodSeconds = 30
/** The number of nodes that become silent together. Too few for the watchdog to report an outage. */
const silentCount = 100
const batchesPerSecond = 10
/** How long heartbeats arrive before the measurement, and how long the measurement takes. */
const settleSeconds = 30
const measuredSeconds = 30

const nameOf = (index: number): string => `node-${String(index).padStart(5, '0')}`

const sendHeartbeat = ({ api }: BenchServer, index: number): Promise<unknown> => {
  const lastHeartbeatTime = `${new Date().toISOString().slice(0, 19)}Z`
  const conditions = [{ type: 'NetworkProblem', lastHeartbeatTime }]
  const patch = { type: 'strategic', body: { status: { conditions } } } as const
  return api.patch(nodes, nameOf(index), patch, { subresource: 'status' })
}

/**
 * Sends the heartbeats of all nodes that are not silent, spread evenly over the period, until `signal` aborts.
 * Returns the rate per second.
 */
const sendHeartbeats = async (server: BenchServer, signal: AbortSignal): Promise<number> => {
  const started = performance.now()
  let sent = 0
  for (let index = silentCount; !signal.aborted; ) {
    const due = Math.floor(((performance.now() - started) / 1_000) * (nodeCount / periodSeconds))
    const batch = Array.from({ length: Math.max(0, due - sent) }, () => {
      const nodeIndex = index
      index = index + 1 < nodeCount ? index + 1 : silentCount
      return nodeIndex
    })
    await mapConcurrently(batch, 16, node => sendHeartbeat(server, node))
    sent += batch.length
    await new Promise(resolve => setTimeout(resolve, 1_000 / batchesPerSecond))
  }
  return sent / ((performance.now() - started) / 1_000)
}

/** Starts the watchdog in its own process. Like the container image, omits tsx if Node.js can run TypeScript. */
const startWatchdog = ({ folder }: BenchServer) => {
  const script = fileURLToPath(new URL('../scripts/watchdog.mts', import.meta.url))
  const loader = 'typescript' in process.features ? [] : ['--import', 'tsx']
  const options = ['--types', 'NetworkProblem', '--heartbeat', `${periodSeconds}s`]
  const child = spawn(process.execPath, [...loader, script, '--cluster', 'embedded', ...options], {
    env: { ...process.env, NPD_TEST_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', chunk => {
    output += chunk
    child.emit('output')
  })
  /** Resolves once the output contains `text` at least `count` times. */
  const waitForOutput = async (text: string, count: number): Promise<void> => {
    while (output.split(text).length <= count) await once(child, 'output')
  }
  return { child, pid: child.pid ?? 0, waitForOutput }
}

/** `npm run bench -- watchdog`: measures the watchdog with thousands of nodes. */
export const benchWatchdog = async (): Promise<Row[]> => {
  const server = await startBenchServer()
  const abortController = new AbortController()
  try {
    await addNodesUpTo(server.api, nodeCount)
    const { child, pid, waitForOutput } = startWatchdog(server)
    await waitForOutput(leaderLine, 1)
    const heartbeats = sendHeartbeats(server, abortController.signal)
    await new Promise(resolve => setTimeout(resolve, settleSeconds * 1_000))
    const before = readUsage(pid)
    await new Promise(resolve => setTimeout(resolve, measuredSeconds * 1_000))
    const after = readUsage(pid)
    const cpu = (after.cpuSeconds - before.cpuSeconds) / measuredSeconds
    await waitForOutput('silent since', 1)
    const first = performance.now()
    await waitForOutput('silent since', silentCount)
    const marking = performance.now() - first
    const { peakMb } = readUsage(pid)
    abortController.abort()
    const rate = await heartbeats
    const ended = once(child, 'exit')
    child.kill('SIGINT')
    await ended
    const title = `watchdog, ${nodeCount.toLocaleString('en')} nodes`
    return [
      {
        title: `${title}, ${rate.toFixed(0)} heartbeats/s: CPU`,
        result: `${(cpu * 1_000).toFixed(0)} m`,
      },
      { title: `${title}: memory`, result: `${after.rssMb.toFixed(0)} MiB` },
      { title: `${title}: peak memory`, result: `${peakMb.toFixed(0)} MiB` },
      { title: `${title}: mark ${silentCount} silent nodes`, result: formatMs(marking) },
    ]
  } finally {
    abortController.abort()
    await server.close()
  }
}
