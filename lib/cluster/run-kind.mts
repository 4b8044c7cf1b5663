import { join } from 'node:path'
import type { Tuning } from '../chart/tune.mts'
import { conditionTypesOf, type NpdValues } from '../chart/values.mts'
import type { Phases } from '../cli/phases.mts'
import { requireAll } from '../doctor/check.mts'
import { examineKind } from '../doctor/kind-checks.mts'
import { type StateFolder, stateFolder, withLock } from '../embedded/state.mts'
import type { KubeApi } from '../kube/api.mts'
import type { KubeObject } from '../kube/types.mts'
import { applyObjects } from './apply-objects.mts'
import { chaosMeshImages, installChaosMesh } from './chaos-mesh.mts'
import { buildImage, loadImages, localImages, waitForRuntime } from './images.mts'
import { describeAtWork, type NpdAtWork, waitForNpd } from './install-npd.mts'
import { ensureKind, kindContext, kindKubeconfig, openKind, waitForKindNodes } from './kind.mts'
import { markImage, renderManifests } from './npd-manifests.mts'
import { endOrphans } from './orphans.mts'
import { readNpdValues } from './run.mts'
import { kindNodeImage } from './versions.mts'
import {
  installWatchdog,
  provideWatchdogImage,
  renderWatchdog,
  watchdogName,
  watchdogNamespace,
} from './watchdog-manifests.mts'

export interface RunKindOptions {
  tuning: Tuning
  /** An existing cluster keeps its own where this is not given. */
  workers: number | undefined
  /** Instead of the pinned one. */
  nodeImage: string | undefined
  /** A folder with the charts, instead of their repositories. */
  charts: string | undefined
  /** Whether the watchdog is to run, too. */
  watchdog: { image: string | undefined } | undefined
  signal: AbortSignal
  phases: Phases
}

/** Brings the cluster in kind up, or brings what has changed to the one that is there. */
export const runKind = async (
  options: RunKindOptions,
): Promise<{ api: KubeApi; kubeconfig: string }> => {
  const { phases, signal } = options
  const folder = stateFolder()
  const { values, findings } = await phases.run('checks', () => check(options))
  for (const { what, state, found, cure } of findings)
    if (state === 'short') phases.note(`  ! ${what}: ${found}\n    ${cure}`)
  return withLock(folder, async () => {
    await endOrphans(folder)
    await allOrNone(signal, inner => bringUp(folder, values, { ...options, signal: inner }))
    return { api: await openKind(folder), kubeconfig: kindKubeconfig(folder) }
  })
}

/** All that can be found before anything is changed, at once. */
const check = async ({ tuning, signal, nodeImage }: RunKindOptions) => {
  const [values, findings] = await Promise.all([
    readNpdValues(tuning),
    examineKind(signal, nodeImage),
  ])
  requireAll('kind', findings)
  return { values, findings }
}

/**
 * What waits for nothing starts at once; everything else as soon as what it needs is there. Images go
 * into the nodes while Kubernetes starts on them: both wait a lot.
 */
const bringUp = (
  folder: StateFolder,
  values: NpdValues,
  { phases, workers, nodeImage = kindNodeImage, charts, tuning, watchdog, signal }: RunKindOptions,
): Promise<unknown>[] => {
  const target = { kubeconfig: kindKubeconfig(folder), context: kindContext }
  let onPrepared = () => {}
  const prepared = new Promise<void>(resolve => {
    onPrepared = resolve
  })
  const cluster = phases.run(
    'kind cluster',
    () => ensureKind({ folder, nodeImage, workers, signal, onPrepared }),
    howFound => howFound,
  )
  const nodes = cluster.then(() =>
    phases.run(
      'nodes',
      () => withKind(folder, api => waitForKindNodes(api, folder, signal)),
      count => `${count} Ready`,
    ),
  )
  const loadable = Promise.race([prepared, cluster]).then(() => waitForRuntime(signal))
  const built = phases.run('image', () => buildImage(values.image, signal))
  // One load after the other, first the one with more to wait for behind it.
  const chaosMeshLoaded = loadable.then(async () => {
    const images = await localImages(chaosMeshImages, signal)
    if (images.length > 0) await phases.run('chaos-mesh images', () => loadImages(images, signal))
  })
  const chaosMesh = Promise.all([cluster, chaosMeshLoaded]).then(() =>
    phases.run(
      'chaos-mesh',
      () =>
        installChaosMesh({ ...target, workFolder: join(folder.kind, 'charts'), charts, signal }),
      outcome => outcome,
    ),
  )
  const npdLoaded = Promise.all([built, chaosMeshLoaded]).then(() =>
    phases.run('image into nodes', () => loadImages([values.image], signal)),
  )
  const manifests = cluster.then(() =>
    renderManifests({ workFolder: join(folder.kind, 'npd'), tuning, charts, signal }),
  )
  const npd = Promise.all([built, manifests, npdLoaded]).then(([imageId, objects]) =>
    phases.run(
      'node-problem-detector',
      () =>
        withKind(folder, api => applyNpd(api, target, markImage(objects, imageId), values, signal)),
      describeAtWork,
    ),
  )
  const works = [cluster, nodes, built, chaosMeshLoaded, chaosMesh, manifests, npdLoaded, npd]
  if (!watchdog) return works
  const watchdogImage = phases.run('watchdog image', () => provideWatchdogImage(watchdog, signal))
  const installed = Promise.all([watchdogImage, npdLoaded, nodes]).then(([image]) =>
    phases.run(
      'watchdog',
      async () => {
        await loadImages([image.name], signal)
        const objects = await renderWatchdog({ image: image.name, id: image.id, signal })
        const where = { ...target, force: true, signal }
        await withKind(folder, api => installWatchdog(api, objects, where))
      },
      () => `its log: kubectl -n ${watchdogNamespace} logs -l app=${watchdogName}`,
    ),
  )
  return [...works, watchdogImage, installed]
}

/** The first failure ends what else is under way, and is thrown once all of it has ended. */
const allOrNone = async (
  signal: AbortSignal,
  start: (signal: AbortSignal) => Promise<unknown>[],
): Promise<void> => {
  const failed = new AbortController()
  const failures: unknown[] = []
  const works = start(AbortSignal.any([signal, failed.signal]))
  for (const work of works)
    work.catch(error => {
      failures.push(error)
      failed.abort()
    })
  await Promise.allSettled(works)
  if (failures.length > 0) throw failures[0]
}

const withKind = async <T,>(folder: StateFolder, work: (api: KubeApi) => Promise<T>) => {
  const api = await openKind(folder)
  try {
    return await work(api)
  } finally {
    api.close()
  }
}

/** Applies it, then waits until it is at work on every node. */
const applyNpd = async (
  api: KubeApi,
  target: { kubeconfig: string; context: string },
  objects: KubeObject[],
  values: NpdValues,
  signal: AbortSignal,
): Promise<NpdAtWork> => {
  await applyObjects(objects, { ...target, force: true, signal })
  return waitForNpd(api, conditionTypesOf(values), signal)
}
