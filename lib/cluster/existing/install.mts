import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npdName, npdNamespace } from '../../chart/release.mts'
import type { Tuning } from '../../chart/tune.mts'
import { readTunedValues } from '../../chart/tuned-values.mts'
import { listConditionTypes, type NpdValues } from '../../chart/values.mts'
import { confirm } from '../../cli/confirm.mts'
import { UserError } from '../../cli/errors.mts'
import type { Phases } from '../../cli/phases.mts'
import type { KubeApi } from '../../kube/api.mts'
import { fullName } from '../../kube/full-name.mts'
import { daemonSets } from '../../kube/resources.mts'
import type { DaemonSet, KubeObject } from '../../kube/types.mts'
import { applyObjects } from '../apply-objects.mts'
import { describeReadiness, waitForNpd } from '../install-npd.mts'
import { renderManifests } from '../npd-manifests.mts'
import { installWatchdog, renderWatchdog } from '../watchdog-manifests.mts'
import { isAppliedByRun } from './installed.mts'

export interface InstallOnContextOptions {
  tuning: Tuning
  /** A folder to read the chart from, instead of its repository. */
  charts: string | undefined
  /** The watchdog to install, or undefined for none. The nodes must be able to pull its image. */
  watchdog: { image: string | undefined } | undefined
  yes: boolean
  signal: AbortSignal
  phases: Phases
}

/**
 * Installs NPD on an existing cluster, and the watchdog if requested. Throws a UserError before any change
 * if another tool has installed NPD, or if the user does not confirm.
 */
export const installOnContext = async (
  api: KubeApi,
  { tuning, charts, watchdog, yes, signal, phases }: InstallOnContextOptions,
): Promise<void> => {
  const { values, objects, watchdogObjects } = await phases.run('checks', async () => {
    const values = await readTunedValues(tuning)
    await checkNoOtherNpd(api, signal)
    const objects = await renderForContext(tuning, charts, signal)
    const watchdogObjects = watchdog ? await renderWatchdog({ ...watchdog, signal }) : []
    return { values, objects, watchdogObjects }
  })
  phases.note(describePlannedObjects(api.context, values, [...objects, ...watchdogObjects]))
  await confirm(`Apply these objects to context ${api.context}?`, yes, signal)
  phases.unfinished = {
    state: `Some objects may have been applied to context ${api.context}`,
    fix: 'Finish the installation',
  }
  await phases.run(
    'node-problem-detector',
    async () => {
      await applyObjects(objects, { context: api.context, signal })
      return waitForNpd(api, listConditionTypes(values), signal)
    },
    describeReadiness,
  )
  if (watchdogObjects.length > 0)
    await phases.run('watchdog', () =>
      installWatchdog(api, watchdogObjects, { context: api.context, signal }),
    )
}

/**
 * Renders the NPD objects that `installOnContext` would apply, without the watchdog's objects. Does not change the
 * cluster.
 */
export const renderForContext = async (
  tuning: Tuning,
  charts: string | undefined,
  signal: AbortSignal,
): Promise<KubeObject[]> => {
  const workFolder = await mkdtemp(join(tmpdir(), 'npd-test-manifests-'))
  try {
    return await renderManifests({ workFolder, tuning, charts, signal })
  } finally {
    await rm(workFolder, { recursive: true, force: true })
  }
}

const checkNoOtherNpd = async (api: KubeApi, signal: AbortSignal): Promise<void> => {
  const options = { namespace: npdNamespace, signal }
  const found = await api.find<DaemonSet>(daemonSets, npdName, options)
  if (!found || isAppliedByRun(found)) return
  const managers = new Set(found.metadata.managedFields?.map(({ manager }) => manager))
  throw new UserError(
    `Failed to install NPD: context ${api.context} already has a DaemonSet ${npdNamespace}/${npdName}, applied by ${[...managers].join(', ')}.`,
    'Add the definitions in npd/values.yaml to the values of that installation instead.',
  )
}

const describePlannedObjects = (
  context: string,
  { image, pullPolicy }: NpdValues,
  objects: KubeObject[],
): string => {
  const lines = objects.map(object => `    ${object.kind} ${fullName(object)}`)
  const warning =
    pullPolicy === 'Never'
      ? [
          `  ! The pullPolicy of the image ${image} is Never, so every node must already have it. If not:`,
          '    build an image from image/, push it, and pass --set image.repository=… --set image.tag=… --set image.pullPolicy=IfNotPresent',
        ]
      : []
  return [
    `  The plugins will run on every node. These objects will be applied to context ${context}:`,
    ...lines,
    ...warning,
  ].join('\n')
}
