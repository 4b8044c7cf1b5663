import { join } from 'node:path'
import type { Tuning } from '../../chart/tune.mts'
import { readTunedValues } from '../../chart/tuned-values.mts'
import { listConditionTypes, type NpdValues } from '../../chart/values.mts'
import type { Phases } from '../../cli/phases.mts'
import type { KubeApi } from '../../kube/api.mts'
import type { KubeObject } from '../../kube/types.mts'
import { kindKubeconfig, type StateFolder, stateFolder, withLock } from '../../state-folder.mts'
import { applyObjects } from '../apply-objects.mts'
import {
  describeReadiness,
  type NpdReadiness,
  npdPodSelection,
  waitForNpd,
} from '../install-npd.mts'
import { annotateImage, renderManifests } from '../npd-manifests.mts'
import { requireAllMet } from '../preflight/check.mts'
import { runKindChecks } from '../preflight/kind-checks.mts'
import { failOnStuckPods } from '../stuck-pods.mts'
import { kindNodeImage } from '../versions.mts'
import {
  ensureWatchdogImage,
  installWatchdog,
  renderWatchdog,
  watchdogName,
  watchdogNamespace,
} from '../watchdog-manifests.mts'
import { chaosMeshImages, installChaosMesh } from './chaos-mesh.mts'
import {
  buildImage,
  findLocalImages,
  type LoadOptions,
  loadImages,
  waitForRuntime,
} from './images.mts'
import { connectToKind, ensureKind, kindContext, waitForKindNodes } from './kind.mts'
import { stopOrphanedCommands } from './orphans.mts'

export interface BringUpKindOptions {
  tuning: Tuning
  /** The number of workers. If undefined, an existing cluster keeps its size. */
  workers: number | undefined
  /** The node image (default: the pinned image). */
  nodeImage: string | undefined
  /** A folder to read the charts from, instead of their repositories. */
  charts: string | undefined
  /** If undefined, the watchdog is not installed. */
  watchdog: { image: string | undefined } | undefined
  signal: AbortSignal
  phases: Phases
}

/** Creates the kind cluster, or applies the options to an existing one. */
export const bringUpKind = async (
  options: BringUpKindOptions,
): Promise<{ api: KubeApi; kubeconfig: string }> => {
  const { phases, signal } = options
  const folder = stateFolder()
  const { values, findings, imageStore } = await phases.run('checks', () =>
    checkRequirements(options),
  )
  for (const { name, state, detail, fix } of findings)
    if (state === 'limited') phases.note(`  ! ${name}: ${detail}\n    ${fix}`)
  const kubeconfig = kindKubeconfig(folder)
  return withLock(folder, async () => {
    phases.unfinished = { state: 'The kind cluster may be incomplete', fix: 'Finish it' }
    await stopOrphanedCommands(folder)
    await runSteps(signal, innerSignal =>
      startSteps({
        ...options,
        ...{ folder, values, signal: innerSignal, target: { kubeconfig, context: kindContext } },
        loadOptions: { store: imageStore, recordFile: join(folder.kind, 'loaded-images.json') },
      }),
    )
    return { api: await connectToKind(folder), kubeconfig }
  })
}

/** Throws if there is a problem that can be found before anything is changed. */
const checkRequirements = async ({ tuning, signal, nodeImage }: BringUpKindOptions) => {
  const [values, { findings, imageStore }] = await Promise.all([
    readTunedValues(tuning),
    runKindChecks(signal, nodeImage),
  ])
  requireAllMet('kind', findings)
  return { values, findings, imageStore }
}

/** The state that the steps of a run share. */
interface KindRun extends BringUpKindOptions {
  folder: StateFolder
  values: NpdValues
  target: { kubeconfig: string; context: string }
  loadOptions: LoadOptions
}

/**
 * Starts each step as soon as the steps that it needs have finished. Images are loaded while Kubernetes
 * starts on the nodes, because both spend most of the time waiting.
 */
const startSteps = (run: KindRun): Promise<unknown>[] => {
  const { folder, values, phases, charts, tuning, signal } = run
  const { cluster, runtime } = startCluster(run)
  const nodes = cluster.then(() =>
    phases.run(
      'nodes',
      () => withKind(folder, api => waitForKindNodes(api, folder, signal)),
      count => `${count} Ready`,
    ),
  )
  const npdImageId = phases.run('image', () => buildImage(values.image, signal))
  // Images are loaded one after the other. chaos-mesh's images come first, because more steps wait for them.
  const chaosMeshLoaded = runtime.then(() => loadChaosMesh(run))
  const chaosMesh = Promise.all([cluster, chaosMeshLoaded]).then(() => startChaosMesh(run))
  const npdLoaded = Promise.all([npdImageId, chaosMeshLoaded]).then(() =>
    phases.run('load image', () => loadImages([values.image], signal, run.loadOptions)),
  )
  const manifests = cluster.then(() =>
    renderManifests({ workFolder: join(folder.kind, 'npd'), tuning, charts, signal }),
  )
  const npd = Promise.all([npdImageId, manifests, npdLoaded]).then(([imageId, objects]) =>
    startNpd(run, annotateImage(objects, imageId)),
  )
  const steps = [cluster, nodes, npdImageId, chaosMeshLoaded, chaosMesh, manifests, npdLoaded, npd]
  return run.watchdog ? [...steps, ...startWatchdog(run, [npdLoaded, nodes])] : steps
}

/** Starts the cluster. `runtime` resolves once images can be loaded, long before the nodes are Ready. */
const startCluster = ({ phases, folder, nodeImage = kindNodeImage, workers, signal }: KindRun) => {
  let onPrepared = () => {}
  const prepared = new Promise<void>(resolve => {
    onPrepared = resolve
  })
  const cluster = phases.run(
    'kind cluster',
    () => ensureKind({ folder, nodeImage, workers, signal, onPrepared }),
    outcome => outcome,
  )
  return { cluster, runtime: Promise.race([prepared, cluster]).then(() => waitForRuntime(signal)) }
}

const loadChaosMesh = async ({ phases, signal, loadOptions }: KindRun): Promise<void> => {
  const images = await findLocalImages(chaosMeshImages, signal)
  if (images.length > 0)
    await phases.run('chaos-mesh images', () => loadImages(images, signal, loadOptions))
}

const startChaosMesh = ({ phases, folder, target, charts, signal }: KindRun): Promise<string> => {
  const workFolder = join(folder.kind, 'charts')
  return phases.run(
    'chaos-mesh',
    () => withKind(folder, api => installChaosMesh({ api, ...target, workFolder, charts, signal })),
    outcome => outcome,
  )
}

const startNpd = (
  { phases, folder, target, values, signal }: KindRun,
  objects: KubeObject[],
): Promise<NpdReadiness> =>
  phases.run(
    'node-problem-detector',
    () =>
      withKind(folder, api =>
        failOnStuckPods(api, { ...npdPodSelection, signal }, async signal => {
          await applyObjects(objects, { ...target, force: true, signal })
          return waitForNpd(api, listConditionTypes(values), signal)
        }),
      ),
    describeReadiness,
  )

const startWatchdog = (
  { phases, folder, target, watchdog, loadOptions, signal }: KindRun,
  prerequisites: Promise<unknown>[],
): Promise<unknown>[] => {
  const image = phases.run('watchdog image', () =>
    ensureWatchdogImage({ image: watchdog?.image }, signal),
  )
  const install = async () => {
    const { name, id } = await image
    await loadImages([name], signal, loadOptions)
    const objects = await renderWatchdog({ image: name, id, signal })
    const applyTarget = { ...target, force: true, signal }
    await withKind(folder, api => installWatchdog(api, objects, applyTarget))
  }
  const installed = Promise.all([image, ...prerequisites]).then(() =>
    phases.run(
      'watchdog',
      install,
      () => `its log: kubectl -n ${watchdogNamespace} logs -l app=${watchdogName}`,
    ),
  )
  return [image, installed]
}

/**
 * Waits for all steps. If one fails, aborts the others and, once all have settled, throws the first error.
 */
const runSteps = async (
  signal: AbortSignal,
  start: (signal: AbortSignal) => Promise<unknown>[],
): Promise<void> => {
  const failureController = new AbortController()
  const failures: unknown[] = []
  const steps = start(AbortSignal.any([signal, failureController.signal]))
  for (const step of steps)
    step.catch(error => {
      failures.push(error)
      failureController.abort()
    })
  await Promise.allSettled(steps)
  if (failures.length > 0) throw failures[0]
}

const withKind = async <T,>(folder: StateFolder, step: (api: KubeApi) => Promise<T>) => {
  const api = await connectToKind(folder)
  try {
    return await step(api)
  } finally {
    api.close()
  }
}
