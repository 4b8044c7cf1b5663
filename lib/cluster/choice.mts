import { command, isOnPath } from '../cli/command.mts'
import { UsageError } from '../cli/errors.mts'
import { otherEngine } from './kind/engine.mts'

/** What the options say of the cluster to work on. */
export interface ClusterChoice {
  /** Of those that `run` makes. */
  cluster: 'embedded' | 'kind' | undefined
  /** Of the user's kubeconfig, instead. */
  context: string | undefined
}

/** The options of every script that works on a cluster; `readChoice` reads them. */
export const clusterOptions = {
  cluster: {
    type: 'string',
    value: 'KIND',
    help: 'of the clusters that `run` makes: embedded or kind',
  },
  context: {
    type: 'string',
    value: 'NAME',
    help: 'another cluster: a context of your kubeconfig',
  },
} as const

/** Throws a UsageError if it is no choice. */
export const readChoice = ({
  cluster,
  context,
}: {
  cluster: string | undefined
  context?: string | undefined
}): ClusterChoice => {
  if (cluster !== undefined && cluster !== 'embedded' && cluster !== 'kind')
    throw new UsageError(
      `Failed to read --cluster \`${cluster}\`: it is neither \`embedded\` nor \`kind\`.`,
    )
  if (cluster !== undefined && context !== undefined)
    throw new UsageError(
      'Failed to choose the cluster: --cluster and --context name two.',
      'Give one of them.',
    )
  if (context === '')
    throw new UsageError(
      'Failed to read --context: it is empty.',
      'Give the name of a context of your kubeconfig.',
    )
  return { cluster, context }
}

/** `run` has made one of each, and nobody says which is meant. */
export const twoClusters = (): UsageError =>
  new UsageError(
    'Failed to choose the cluster: both the embedded one and the one in kind are there.',
    'Give --cluster embedded or --cluster kind.',
  )

const kindTools = ['docker', 'kind', 'kubectl', 'helm']
const engineTimeoutMs = 5_000

/** Why this machine cannot run kind, in a few words; undefined if it can. */
export const whyNoKind = async (): Promise<string | undefined> => {
  const found = await Promise.all(kindTools.map(isOnPath))
  const missing = kindTools.filter((_, index) => !found[index])
  if (missing.length > 0) return `no ${missing.join(', no ')} on PATH`
  const signal = AbortSignal.timeout(engineTimeoutMs)
  const other = await otherEngine(signal).catch(() => undefined)
  if (other) return `${other} is not supported, only Docker`
  try {
    await command({ signal })`docker version --format ${'{{.Server.Version}}'}`
    return undefined
  } catch {
    return 'no Docker engine answers'
  }
}
