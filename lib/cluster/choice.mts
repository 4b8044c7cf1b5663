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
    throw new UsageError('--cluster', {
      value: cluster,
      why: 'not `embedded` or `kind`',
      example: '--cluster embedded',
    })
  if (cluster !== undefined && context !== undefined)
    throw new UsageError('--cluster', {
      value: cluster,
      why: 'it cannot be combined with --context',
      example: '--context NAME',
    })
  if (context === '')
    throw new UsageError('--context', {
      value: context,
      why: 'the name is empty',
      example: '--context kind-npd-test',
    })
  return { cluster, context }
}

/** `run` has made one of each, and nobody says which is meant. */
export const twoClusters = (): UsageError =>
  new UsageError('use without --cluster', {
    why: 'an embedded and a kind cluster exist',
    example: '--cluster kind',
  })

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
