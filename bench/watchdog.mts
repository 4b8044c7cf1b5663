import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { mapConcurrent } from '../lib/kube/map-concurrent.mts'
import { nodes } from '../lib/kube/resources.mts'
import { type BenchServer, growTo, startBenchServer } from './bench-server.mts'
import { milliseconds, type Row } from './measure.mts'

const nodeCount = 5_000
const periodSeconds = 30
/** As many as fall silent at once; fewer than make a disruption. */
const silentCount = 100
const batchesPerSecond = 10
/** So long heartbeats come before it is measured, and while it is. */
const settleSeconds = 30
const measuredSeconds = 30
const ticksPerSecond = 100

const nameOf = (index: number): string => `node-${String(index).padStart(5, '0')}`

const beat = ({ api }: BenchServer, index: number): Promise<unknown> => {
  const lastHeartbeatTime = `${new Date().toISOString().slice(0, 19)}Z`
  const conditions = [{ type: 'NetworkProblem', lastHeartbeatTime }]
  const patch = { type: 'strategic', body: { status: { conditions } } } as const
  return api.patch(nodes, nameOf(index), patch, { subresource: 'status' })
}

/** Heartbeats of all nodes but the silent ones, evenly over the period, until `signal` aborts. */
const beatEvenly = async (server: BenchServer, signal: AbortSignal): Promise<number> => {
  const started = performance.now()
  let sent = 0
  for (let index = silentCount; !signal.aborted; ) {
    const due = Math.floor(((performance.now() - started) / 1_000) * (nodeCount / periodSeconds))
    const batch = Array.from({ length: Math.max(0, due - sent) }, () => {
      const now = index
      index = index + 1 < nodeCount ? index + 1 : silentCount
      return now
    })
    await mapConcurrent(batch, 16, node => beat(server, node))
    sent += batch.length
    await new Promise(resolve => setTimeout(resolve, 1_000 / batchesPerSecond))
  }
  return sent / ((performance.now() - started) / 1_000)
}

interface Usage {
  rssMb: number
  peakMb: number
  cpuSeconds: number
}

/** Of a process, as the kernel counts it. */
const usageOf = (pid: number): Usage => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return {
    rssMb: kilobytes('VmRSS') / 1_024,
    peakMb: kilobytes('VmHWM') / 1_024,
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / ticksPerSecond,
  }
}

/** The watchdog as a process of its own, as in its image: without a loader where Node needs none. */
const startWatchdog = ({ folder }: BenchServer) => {
  const script = fileURLToPath(new URL('../scripts/watchdog.mts', import.meta.url))
  const loader = 'typescript' in process.features ? [] : ['--import', 'tsx']
  const given = ['--types', 'NetworkProblem', '--heartbeat', `${periodSeconds}s`]
  const child = spawn(process.execPath, [...loader, script, '--cluster', 'embedded', ...given], {
    env: { ...process.env, NPD_TEST_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk
    child.emit('said')
  })
  /** Resolves once it has said this so often. */
  const says = async (word: string, count: number): Promise<void> => {
    while (text.split(word).length <= count) await once(child, 'said')
  }
  return { child, pid: child.pid ?? 0, says }
}

/** `npm run bench -- watchdog`: what the watchdog costs where there are thousands of nodes. */
export const benchWatchdog = async (): Promise<Row[]> => {
  const server = await startBenchServer()
  const ending = new AbortController()
  try {
    await growTo(server.api, nodeCount)
    const { child, pid, says } = startWatchdog(server)
    await says('leading', 1)
    const beating = beatEvenly(server, ending.signal)
    await new Promise(resolve => setTimeout(resolve, settleSeconds * 1_000))
    const before = usageOf(pid)
    await new Promise(resolve => setTimeout(resolve, measuredSeconds * 1_000))
    const after = usageOf(pid)
    const cpu = (after.cpuSeconds - before.cpuSeconds) / measuredSeconds
    await says('silent since', 1)
    const first = performance.now()
    await says('silent since', silentCount)
    const marking = performance.now() - first
    const { peakMb } = usageOf(pid)
    ending.abort()
    const rate = await beating
    const ended = once(child, 'exit')
    child.kill('SIGINT')
    await ended
    const what = `watchdog, ${nodeCount.toLocaleString('en')} nodes`
    return [
      {
        what: `${what}, ${rate.toFixed(0)} heartbeats/s: CPU`,
        ours: `${(cpu * 1_000).toFixed(0)} m`,
      },
      { what: `${what}: memory`, ours: `${after.rssMb.toFixed(0)} MiB` },
      { what: `${what}: memory at most`, ours: `${peakMb.toFixed(0)} MiB` },
      { what: `${what}: mark ${silentCount} silent ones`, ours: milliseconds(marking) },
    ]
  } finally {
    ending.abort()
    await server.close()
  }
}
