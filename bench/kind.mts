import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTunedValues } from '../lib/chart/tuned-values.mts'
import { listConditionTypes } from '../lib/chart/values.mts'
import type { Phases } from '../lib/cli/phases.mts'
import { applyObjects } from '../lib/cluster/apply-objects.mts'
import { findKindObstacle } from '../lib/cluster/choice.mts'
import { waitForNpd } from '../lib/cluster/install-npd.mts'
import { bringUpKind } from '../lib/cluster/kind/bring-up.mts'
import { chaosMeshImages, installChaosMesh } from '../lib/cluster/kind/chaos-mesh.mts'
import { buildImage, findLocalImages, loadImages } from '../lib/cluster/kind/images.mts'
import * as kind from '../lib/cluster/kind/kind.mts'
import { renderManifests } from '../lib/cluster/npd-manifests.mts'
import { kindNodeImage } from '../lib/cluster/versions.mts'
import { kindKubeconfig, stateFolder } from '../lib/state-folder.mts'
import { formatMs, type Row, time } from './measure.mts'

const { NPD_TEST_NODE_IMAGE: nodeImage, NPD_TEST_CHARTS: charts } = process.env
const { signal } = new AbortController()

interface TracedPhase {
  title: string
  from: number
  to: number
}

/** Records when each phase begins and ends, in milliseconds since this call. */
const trace = (): { phases: Phases; tracedPhases: TracedPhase[] } => {
  const start = performance.now()
  const tracedPhases: TracedPhase[] = []
  const run: Phases['run'] = async (title, work) => {
    const from = performance.now() - start
    const result = await work()
    tracedPhases.push({ title, from, to: performance.now() - start })
    return result
  }
  return { phases: { run, note: () => {} }, tracedPhases }
}

const runConcurrently = async (phases: Phases): Promise<void> => {
  const defaults = { tuning: {}, workers: undefined, watchdog: undefined }
  const { api } = await bringUpKind({ ...defaults, nodeImage, charts, signal, phases })
  api.close()
}

/** Runs the steps of the original bash demo one after the other. */
const runOneByOne = async (): Promise<void> => {
  const folder = stateFolder()
  const values = await readTunedValues({})
  await kind.ensureKind({
    folder,
    nodeImage: nodeImage ?? kindNodeImage,
    workers: undefined,
    signal,
  })
  const api = await kind.connectToKind()
  await kind.waitForKindNodes(api, folder, signal)
  await buildImage(values.image, signal)
  await loadImages([values.image], signal)
  await loadImages(await findLocalImages(chaosMeshImages, signal), signal)
  const target = { kubeconfig: kindKubeconfig(folder), context: kind.kindContext }
  const workFolder = join(folder.kind, 'charts')
  await installChaosMesh({ api, ...target, workFolder, charts, signal })
  const manifests = { workFolder: join(folder.kind, 'npd'), tuning: {}, charts, signal }
  await applyObjects(await renderManifests(manifests), { ...target, signal })
  await waitForNpd(api, listConditionTypes(values), signal)
  api.close()
}

const traceWidth = 50

const printTrace = (traced: TracedPhase[]): void => {
  const end = Math.max(...traced.map(({ to }) => to))
  const column = (time: number) => Math.round((time / end) * traceWidth)
  for (const { title, from, to } of traced.sort((a, b) => a.from - b.from)) {
    const bar = '█'.repeat(Math.max(1, column(to) - column(from)))
    console.log(
      `${title.padEnd(22)} ${(' '.repeat(column(from)) + bar).padEnd(traceWidth + 1)} ${formatMs(to - from)}`,
    )
  }
}

/**
 * Compares `run` on kind with the same steps, run one after the other. Also measures `run` when the cluster already
 * exists.
 */
export const benchKind = async (): Promise<Row[]> => {
  const obstacle = await findKindObstacle()
  if (obstacle) throw new Error(`This machine cannot run kind: ${obstacle}.`)
  const parent = await mkdtemp(join(tmpdir(), 'npd-test-bench-'))
  process.env.NPD_TEST_DIR = join(parent, 'state')
  try {
    const oneByOne = await time(runOneByOne)
    await kind.deleteKind(stateFolder())
    const { phases, tracedPhases } = trace()
    const result = await time(() => runConcurrently(phases))
    printTrace(tracedPhases)
    const again = await time(() => runConcurrently(trace().phases))
    return [
      {
        title: '`run` on kind, from scratch',
        result: formatMs(result),
        baseline: `${formatMs(oneByOne)}, the same steps one after the other`,
        ratio: (result / oneByOne).toFixed(2),
        goal: '0.7',
      },
      { title: '`run` again', result: formatMs(again), goal: '10 s' },
    ]
  } finally {
    await kind.deleteKind(stateFolder())
    await rm(parent, { recursive: true })
  }
}
