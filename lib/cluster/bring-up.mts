import type { Tuning } from '../chart/tune.mts'
import { UsageError } from '../cli/errors.mts'
import type { Phases } from '../cli/phases.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { connectContext } from '../kube/proxy.mts'
import { renderDocuments } from '../yaml/documents.mts'
import { type ClusterChoice, readChoice } from './choice.mts'
import { decide, describeDecision } from './decide.mts'
import { parseWorkers, previewRun, runCluster } from './embedded/bring-up.mts'
import { renderForContext, runContext } from './existing/install.mts'
import { runKind } from './kind/bring-up.mts'
import { renderWatchdog } from './watchdog-manifests.mts'

/** The options of what brings up a cluster of ours; `readBringUpRequest` reads them. */
export const bringUpOptions = {
  cluster: { type: 'string', value: 'KIND', help: 'embedded or kind (kind where it can be had)' },
  'node-image': { type: 'string', value: 'IMAGE', help: 'kind: instead of the pinned one' },
  charts: {
    type: 'string',
    value: 'DIR',
    help: 'a folder with the charts, instead of their repositories',
  },
} as const

export const watchdogOptions = {
  watchdog: {
    type: 'boolean',
    help: 'run the watchdog, too, which sets conditions to Unknown where NPD is silent',
  },
  'watchdog-image': {
    type: 'string',
    value: 'IMAGE',
    help: 'for it, instead of one built from here; not for the embedded cluster',
  },
} as const

type Word = string | undefined

/** These and the other options of `run`, as they are written. */
export interface RawBringUpOptions {
  cluster: Word
  'node-image': Word
  charts: Word
  watchdog?: boolean
  'watchdog-image'?: Word
  context?: Word
  workers?: Word
  interval?: Word
  timeout?: Word
  heartbeat?: Word
  set?: string[]
  yes?: boolean
}

/** What `run` is to bring up. */
export interface BringUpRequest {
  choice: ClusterChoice
  tuning: Tuning
  workers: number | undefined
  nodeImage: string | undefined
  charts: string | undefined
  /** Whether the watchdog is to run, too, and from which image if not from one built from here. */
  watchdog: { image: string | undefined } | undefined
  yes: boolean
}

/** Throws a UsageError if the options do not go together. */
export const readBringUpRequest = (words: RawBringUpOptions): BringUpRequest => {
  const { workers, interval, timeout, heartbeat, set = [], yes = false, charts } = words
  const nodeImage = words['node-image']
  const choice = readChoice(words)
  if (choice.context !== undefined && (workers !== undefined || nodeImage !== undefined))
    throw new UsageError(
      'Failed to read the options: --workers and --node-image are for clusters that `run` makes.',
      'With --context it installs node-problem-detector on the nodes that are there.',
    )
  return {
    choice,
    watchdog: readWatchdog(words),
    tuning: { interval, timeout, heartbeat, set },
    workers: workers === undefined ? undefined : parseWorkers(workers),
    nodeImage,
    charts,
    yes,
  }
}

const readWatchdog = ({ watchdog, 'watchdog-image': image, context }: RawBringUpOptions) => {
  if (image !== undefined && !watchdog)
    throw new UsageError('Failed to read the options: --watchdog-image is for --watchdog.')
  if (watchdog && context !== undefined && image === undefined)
    throw new UsageError(
      'Failed to read the options: --watchdog needs an image that the nodes can pull.',
      'Build watchdog/Dockerfile, push it, and give --watchdog-image IMAGE.',
    )
  return watchdog ? { image } : undefined
}

export interface Running {
  api: KubeApi
  /** Of a cluster that `run` makes. */
  kubeconfig?: string
}

/** Brings the cluster up, or brings what has changed to the one that is there. */
export const bringUp = async (
  { choice, ...request }: BringUpRequest,
  { phases, signal }: { phases: Phases; signal: AbortSignal },
): Promise<Running> => {
  if (choice.context !== undefined) {
    const api = createApi(await connectContext(choice.context))
    try {
      await runContext(api, { ...request, phases, signal })
      return { api }
    } catch (error) {
      api.close()
      throw error
    }
  }
  const decision = await decide(choice.cluster)
  phases.note(describeDecision(decision))
  const bringUpOurs = { embedded: runCluster, kind: runKind }[decision.type]
  return bringUpOurs({ ...request, phases, signal })
}

/** What `bringUp` would apply, as YAML; nothing is started or changed. */
export const previewBringUp = async (
  { choice, tuning, charts, watchdog }: BringUpRequest,
  signal: AbortSignal,
): Promise<string> => {
  if (choice.context === undefined) return previewRun(tuning)
  const objects = await renderForContext(tuning, charts, signal)
  const more = watchdog ? await renderWatchdog({ ...watchdog, signal }) : []
  return renderDocuments([...objects, ...more])
}
