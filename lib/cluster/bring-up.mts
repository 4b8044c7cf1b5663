import type { Tuning } from '../chart/tune.mts'
import type { ValuesSource } from '../chart/values-source.mts'
import { UsageError } from '../cli/errors.mts'
import type { Phases } from '../cli/phases.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { type ClusterChoice, readChoice } from './choice.mts'
import { chooseCluster, describeDecision } from './decide.mts'

/** Options for creating a cluster; `readBringUpRequest` reads them. */
export const bringUpOptions = {
  cluster: {
    type: 'string',
    value: 'TYPE',
    help: '`embedded` or `kind` (default: `kind` if its tools are installed, otherwise `embedded`)',
  },
  'node-image': {
    type: 'string',
    value: 'IMAGE',
    help: 'kind: the node image (default: the pinned image)',
  },
  charts: {
    type: 'string',
    value: 'DIR',
    help: 'use charts (folders or `.tgz` files) from this folder instead of the chart repositories',
  },
} as const

export const watchdogOptions = {
  watchdog: {
    type: 'boolean',
    help: 'also run the watchdog, which marks the conditions of silent nodes',
  },
  'watchdog-image': {
    type: 'string',
    value: 'IMAGE',
    help: 'the image of the watchdog (default on kind: built from watchdog/; required for --watchdog with --context; ignored on the embedded cluster)',
  },
} as const

type RawValue = string | undefined

/** The options of `run` and `demo` as the user wrote them. */
export interface RawBringUpOptions {
  cluster: RawValue
  'node-image': RawValue
  charts: RawValue
  watchdog?: boolean
  'watchdog-image'?: RawValue
  context?: RawValue
  workers?: RawValue
  interval?: RawValue
  timeout?: RawValue
  heartbeat?: RawValue
  set?: string[]
  /** The user's own values, already read. */
  userValues?: ValuesSource[]
  'prune-conditions'?: boolean
  yes?: boolean
}

/** The checked options of `run` and `demo`. */
export interface BringUpRequest {
  choice: ClusterChoice
  tuning: Tuning
  workers: number | undefined
  nodeImage: string | undefined
  charts: string | undefined
  /** If undefined, the watchdog is not installed. Without `image`, its image is built from watchdog/. */
  watchdog: { image: string | undefined } | undefined
  /** Whether to remove the conditions of removed plugins. */
  pruneConditions: boolean
  yes: boolean
}

/** Checks the options. Throws a UsageError if an option is invalid or options contradict each other. */
export const readBringUpRequest = (raw: RawBringUpOptions): BringUpRequest => {
  const { workers, interval, timeout, heartbeat, set = [], yes = false, charts, userValues } = raw
  const nodeImage = raw['node-image']
  const choice = readChoice(raw)
  if (choice.context !== undefined && (workers !== undefined || nodeImage !== undefined))
    throw new UsageError(workers === undefined ? '--node-image' : '--workers', {
      value: workers ?? nodeImage,
      reason: 'it cannot be combined with --context, which uses the existing nodes',
      example: '--context NAME',
    })
  return {
    choice,
    watchdog: readWatchdog(raw),
    pruneConditions: raw['prune-conditions'] ?? false,
    tuning: { interval, timeout, heartbeat, set, values: userValues },
    workers: workers === undefined ? undefined : parseWorkers(workers),
    nodeImage,
    charts,
    yes,
  }
}

const maxWorkers = 99

const parseWorkers = (text: string): number => {
  const workers = Number(text)
  if (!/^\d+$/.test(text) || workers < 1 || workers > maxWorkers)
    throw new UsageError('--workers', {
      value: text,
      reason: `not a number from 1 to ${maxWorkers}`,
      example: '--workers 3',
    })
  return workers
}

const readWatchdog = ({ watchdog, 'watchdog-image': image, context }: RawBringUpOptions) => {
  if (image !== undefined && !watchdog)
    throw new UsageError('--watchdog-image', {
      value: image,
      reason: 'it requires --watchdog',
      example: '--watchdog --watchdog-image IMAGE',
    })
  if (watchdog && context !== undefined && image === undefined)
    throw new UsageError('--watchdog', {
      reason:
        'with --context it requires an image that the nodes can pull (build one from watchdog/Dockerfile and push it)',
      example: '--watchdog --watchdog-image IMAGE',
    })
  return watchdog ? { image } : undefined
}

export interface RunningCluster {
  api: KubeApi
  /** The path of the kubeconfig. Undefined if `run` did not create the cluster. */
  kubeconfig?: string
}

/** Creates the cluster or updates an existing one. Then prunes or reports orphaned conditions. */
export const bringUp = async (
  request: BringUpRequest,
  runContext: { phases: Phases; signal: AbortSignal },
): Promise<RunningCluster> => {
  const running = await bringUpCluster(request, runContext)
  try {
    await pruneOrReportOrphans(running.api, request.pruneConditions, runContext)
    return running
  } catch (error) {
    running.api.close()
    throw error
  }
}

const pruneOrReportOrphans = async (
  api: KubeApi,
  prune: boolean,
  { phases, signal }: { phases: Phases; signal: AbortSignal },
): Promise<void> => {
  const { describeOrphans, findOrphans, pruneOrphans } = await import('../conditions/orphans.mts')
  const orphans = await findOrphans(api, signal)
  if (orphans.length === 0) return
  const found = describeOrphans(orphans)
  if (prune)
    await phases.run(
      'orphaned conditions',
      () => pruneOrphans(api, orphans, signal),
      () => `removed ${found}`,
    )
  else
    phases.note(
      `  ! Conditions remain from removed plugins: ${found}.\n` +
        '    Remove them with `npx zx scripts/run.mts --prune-conditions`.',
    )
}

/** Loads only the code for the chosen cluster, because loading code takes most of the start time of `run`. */
const bringUpCluster = async (
  { choice, ...request }: BringUpRequest,
  output: { phases: Phases; signal: AbortSignal },
): Promise<RunningCluster> => {
  if (choice.context !== undefined) return bringUpContext(choice.context, request, output)
  const decision = await chooseCluster(choice.cluster)
  output.phases.note(describeDecision(decision))
  if (decision.type === 'kind')
    return (await import('./kind/bring-up.mts')).bringUpKind({ ...request, ...output })
  return (await import('./embedded/bring-up.mts')).bringUpEmbedded({ ...request, ...output })
}

const bringUpContext = async (
  context: string,
  request: Omit<BringUpRequest, 'choice'>,
  output: { phases: Phases; signal: AbortSignal },
): Promise<RunningCluster> => {
  const { connectContext } = await import('../kube/proxy.mts')
  const { installOnContext } = await import('./existing/install.mts')
  const api = createApi(await connectContext(context))
  try {
    await installOnContext(api, { ...request, ...output })
    return { api }
  } catch (error) {
    api.close()
    throw error
  }
}

/**
 * Returns the objects that `bringUp` would apply, as YAML. Without --context, returns NPD's objects for the
 * embedded cluster, even if `bringUp` would use kind. Does not start or change anything.
 */
export const previewBringUp = async (
  { choice, tuning, charts, watchdog }: BringUpRequest,
  signal: AbortSignal,
): Promise<string> => {
  if (choice.context === undefined)
    return (await import('./embedded/set-up.mts')).previewRun(tuning)
  const { renderForContext } = await import('./existing/install.mts')
  const { renderWatchdog } = await import('./watchdog-manifests.mts')
  const { renderDocuments } = await import('../yaml/documents.mts')
  const objects = await renderForContext(tuning, charts, signal)
  const watchdogObjects = watchdog ? await renderWatchdog({ ...watchdog, signal }) : []
  return renderDocuments([...objects, ...watchdogObjects])
}
