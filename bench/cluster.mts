import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findEmbedded } from '../lib/cluster/embedded/find.mts'
import { stateFolder } from '../lib/state-folder.mts'
import { inRepository, runScript } from './commands.mts'
import { median, milliseconds, type Row, time } from './measure.mts'

const runs = 3

/** Measures the time from process start until four nodes report, and the memory of the cluster. */
export const benchStart = async (): Promise<Row[]> => {
  const parent = await mkdtemp(join(tmpdir(), 'npd-test-bench-'))
  const folder = join(parent, 'state')
  const times: number[] = []
  const sizes: number[] = []
  for (let run = 0; run < runs; run += 1) {
    times.push(await time(() => runScript('run', ['--cluster', 'embedded'], folder)))
    sizes.push(await residentMegabytes(folder))
    await runScript('cleanup', [], folder)
  }
  await rm(parent, { recursive: true })
  return [
    { title: '`run`, until four nodes report', result: milliseconds(median(times)) },
    { title: 'memory of that cluster', result: `${Math.round(median(sizes))} MB`, goal: '150 MB' },
  ]
}

const residentMegabytes = async (folder: string): Promise<number> => {
  const embedded = await findEmbedded(stateFolder({ NPD_TEST_DIR: folder }))
  embedded?.api.close()
  const pid = String(embedded?.pid ?? '')
  return Number(await inRepository()`ps -o rss= -p ${pid}`) / 1024
}
