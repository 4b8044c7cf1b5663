import { command, isOnPath } from '../cli/command.mts'
import { UsageError } from '../cli/errors.mts'
import { findUnsupportedEngine } from './kind/engine.mts'

/** The cluster options of a script. */
export interface ClusterChoice {
  /** The type of the cluster that `run` created. */
  cluster: 'embedded' | 'kind' | undefined
  /** A context of the user's kubeconfig. */
  context: string | undefined
}

/** The options of every script that uses a cluster; `readChoice` reads them. */
export const clusterOptions = {
  cluster: {
    type: 'string',
    value: 'TYPE',
    help: 'which cluster created by `run` to use: `embedded` or `kind`',
  },
  context: {
    type: 'string',
    value: 'NAME',
    help: 'use the cluster of this context in your kubeconfig instead',
  },
} as const

/** Throws a UsageError if the options are invalid or contradict each other. */
export const readChoice = ({
  cluster,
  context,
}: {
  cluster: string | undefined
  context?: string | undefined
}): ClusterChoice => {
  if (cluster !== undefined && cluster !== 'embedded' && cluster !== 'kind')
    throw new UsageError('--cluster', {
      value: cluster,
      reason: 'not `embedded` or `kind`',
      example: '--cluster embedded',
    })
  if (cluster !== undefined && context !== undefined)
    throw new UsageError('--cluster', {
      value: cluster,
      reason: 'it cannot be combined with --context',
      example: '--context NAME',
    })
  if (context === '')
    throw new UsageError('--context', {
      value: context,
      reason: 'the name is empty',
      example: '--context kind-npd-test',
    })
  return { cluster, context }
}

/** The error if both types of cluster exist and no option selects one. */
export const createAmbiguousClusterError = (): UsageError =>
  new UsageError('--cluster', {
    reason: 'this option is required, because both an embedded cluster and a kind cluster exist',
    example: '--cluster kind',
  })

const kindTools = ['docker', 'kind', 'kubectl', 'helm']
const dockerTimeoutMs = 5_000

/** Returns a short reason why this machine cannot run kind, or undefined if it can. */
export const findKindObstacle = async (): Promise<string | undefined> => {
  const found = await Promise.all(kindTools.map(isOnPath))
  const missing = kindTools.filter((_, index) => !found[index])
  if (missing.length > 0) return `${missing.join(', ')} not on PATH`
  const signal = AbortSignal.timeout(dockerTimeoutMs)
  const otherEngine = await findUnsupportedEngine(signal).catch(() => undefined)
  if (otherEngine) return `${otherEngine} is not supported; only Docker is`
  try {
    await command({ signal })`docker version --format ${'{{.Server.Version}}'}`
    return undefined
  } catch {
    return 'no Docker engine is running'
  }
}
