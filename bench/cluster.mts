import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { command, launch } from '../lib/cli/command.mts'
import { findEmbedded } from '../lib/cluster/embedded/find.mts'
import { listeningLine } from '../lib/embedded/background-cluster.mts'
import { stateFolder } from '../lib/state-folder.mts'
import { inRepository, runScript, scriptCommand } from './commands.mts'
import { formatComparison, formatMs, median, type Row, time } from './measure.mts'

const runs = 5
const minuteMs = 60_000

/** The durations of the parts of one `run`, in milliseconds. */
interface RunTimes {
  /** From the first line of output until the API server listens. */
  untilListeningMs: number
  /** From when the API server listens until four nodes report their conditions. */
  untilReportingMs: number
  total: number
}

/** Measures `run` on the embedded cluster, and the memory of the cluster. */
export const benchRun = async (): Promise<Row[]> => {
  const parent = await mkdtemp(join(tmpdir(), 'npd-test-bench-'))
  const folder = join(parent, 'state')
  const controlPlaneScript = process.env.BENCH_CONTROL_PLANE
  const measured: RunTimes[] = []
  const baselines: number[] = []
  // The first run only fills the compile cache of Node.js.
  await timeRun(folder)
  for (let run = 0; run < runs; run += 1) {
    await runScript('cleanup', [], folder)
    measured.push(await timeRun(folder))
    if (controlPlaneScript) baselines.push(await timeControlPlane(controlPlaneScript))
  }
  await delay(minuteMs)
  const memory = await readResidentMegabytes(folder)
  await runScript('cleanup', [], folder)
  await rm(parent, { recursive: true })
  return buildRows(measured, memory, baselines)
}

const buildRows = (runTimes: RunTimes[], memory: number, baselines: number[]): Row[] => {
  const medianOf = (name: keyof RunTimes) => median(runTimes.map(times => times[name]))
  const row = (title: string, name: keyof RunTimes, goal: string): Row => ({
    title,
    result: formatMs(medianOf(name)),
    goal: `${goal}, on Node.js 24`,
  })
  const total = row('`run` on the embedded cluster', 'total', 'at most half the baseline')
  if (baselines.length > 0) {
    const baseline = median(baselines)
    total.baseline = `${formatMs(baseline)} (etcd and kube-apiserver)`
    total.ratio = formatComparison(medianOf('total'), baseline)
  }
  return [
    row(
      '`run`, from its first output until the API server listens',
      'untilListeningMs',
      'at most 300 ms',
    ),
    row(
      '`run`, from when the API server listens until four nodes report',
      'untilReportingMs',
      'at most 1.4 s',
    ),
    total,
    {
      title: 'memory of the embedded cluster after a minute',
      result: `${Math.round(memory)} MB`,
      goal: 'at most 90 MB, on Node.js 24',
    },
  ]
}

const timeRun = async (folder: string): Promise<RunTimes> => {
  const start = Date.now()
  const run = launch({ env: { ...process.env, ...scriptCommand.env, NPD_TEST_DIR: folder } })
  const running = run`exec ${scriptCommand.argv('run')} --cluster embedded`
  let text = ''
  let [first, reported] = [0, 0]
  running.stderr.setEncoding('utf8').on('data', chunk => {
    text += chunk
    first ||= Date.now()
    if (/ nodes report /.test(text)) reported ||= Date.now()
  })
  const code = await running.exitCode
  if (code !== 0 || reported === 0) throw new Error(`run exited with ${code}:\n${text}`)
  const log = await readFile(stateFolder({ NPD_TEST_DIR: folder }).log, 'utf8')
  const listened = Date.parse(new RegExp(`^(\\S+) ${listeningLine}`, 'm').exec(log)?.[1] ?? '')
  if (Number.isNaN(listened))
    throw new Error(`The line "${listeningLine}" is missing from the cluster's log:\n${log}`)
  return {
    untilListeningMs: listened - first,
    untilReportingMs: reported - listened,
    total: Date.now() - start,
  }
}

/** Returns how long `script up` takes to start etcd and kube-apiserver. `script down` stops both. */
const timeControlPlane = async (script: string): Promise<number> => {
  try {
    // Redirect the output: the servers inherit it, so a pipe would never close.
    return await time(() => command()`${script} up > /dev/null 2>&1`)
  } finally {
    await command()`${script} down`
  }
}

const readResidentMegabytes = async (folder: string): Promise<number> => {
  const embedded = await findEmbedded(stateFolder({ NPD_TEST_DIR: folder }))
  embedded?.api.close()
  const pid = String(embedded?.pid ?? '')
  return Number(await inRepository()`ps -o rss= -p ${pid}`) / 1024
}
