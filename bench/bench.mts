import { type BenchServer, startBenchServer } from './bench-server.mts'
import { benchLabeling, benchShow } from './client.mts'
import { benchRun } from './cluster.mts'
import { findKubectl } from './commands.mts'
import { benchKind } from './kind.mts'
import { benchLoad } from './load.mts'
import type { Row } from './measure.mts'
import { benchPlugin } from './plugin.mts'
import { benchServer } from './server.mts'
import { benchScriptStart } from './start.mts'
import { benchWatchdog } from './watchdog.mts'

const print = ({ title, result, baseline = '', ratio = '', goal = '' }: Row) =>
  console.log(`| ${[title, result, baseline, ratio, goal].join(' | ')} |`)

const benchClients = async (server: BenchServer, kubectl: string | undefined): Promise<void> => {
  print(await benchLabeling(server, kubectl))
  for (const count of [4, 1_000, 5_000]) print(await benchShow(server, kubectl, count))
}

const tableHeader =
  '| benchmark | this project | baseline, in the same run | ratio | goal |\n| --- | --- | --- | --- | --- |'

/**
 * Runs one benchmark from `benchmarksByName` and prints its table. `kind` needs a real Docker engine, and
 * `watchdog` takes minutes. `start` measures how soon `show` sends its first request, how long `run` takes, and the
 * memory of the embedded cluster. `server` and `load` measure the API server.
 */
const runBenchmark = async (bench: () => Promise<Row[]>): Promise<void> => {
  const rows = await bench()
  console.log(tableHeader)
  for (const row of rows) print(row)
}

const runDefaultBenchmarks = async (): Promise<void> => {
  const kubectl = await findKubectl()
  if (!kubectl) console.error('kubectl is not on PATH: rows that compare with it have no baseline.')
  console.log(tableHeader)
  for (const row of await benchScriptStart()) print(row)
  for (const row of await benchRun()) print(row)
  print(await benchPlugin())
  const server = await startBenchServer()
  try {
    await benchClients(server, kubectl)
  } finally {
    await server.close()
  }
  for (const row of [...(await benchServer()), ...(await benchLoad())]) print(row)
}

const benchmarksByName: Record<string, () => Promise<Row[]>> = {
  kind: benchKind,
  load: benchLoad,
  server: benchServer,
  start: async () => [...(await benchScriptStart()), ...(await benchRun())],
  watchdog: benchWatchdog,
}
const bench = benchmarksByName[process.argv[2] ?? '']

await (bench ? runBenchmark(bench) : runDefaultBenchmarks())
