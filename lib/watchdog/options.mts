import { UsageError } from '../cli/errors.mts'
import { parseDurationOption } from '../cli/options.mts'
import { type ClusterChoice, readChoice } from '../cluster/choice.mts'
import { isKubeletType } from '../conditions/silence/kubelet-types.mts'
import { isInCluster } from '../kube/in-cluster.mts'
import { toMilliseconds } from '../npd/go/duration.mts'
import type { ConfigurationOverrides } from './configuration.mts'
import { defaultLimits, type Limits } from './decide.mts'
import { type Address, parseAddress } from './endpoints.mts'

type RawValue = string | undefined

/** The options as the user wrote them. */
export interface RawWatchdogOptions {
  cluster?: RawValue
  context?: RawValue
  'in-cluster'?: boolean
  types?: RawValue
  heartbeat?: RawValue
  once?: boolean
  'dry-run'?: boolean
  listen?: RawValue
  namespace?: RawValue
  'no-leader-election'?: boolean
  'overwrite-true'?: boolean
  'remove-conditions'?: boolean
  'disruption-threshold'?: RawValue
  'disruption-rate'?: RawValue
}

export interface WatchdogRequest {
  /** If undefined, use the cluster that this pod runs in. */
  clusterChoice: ClusterChoice | undefined
  overrides: ConfigurationOverrides
  once: boolean
  dryRun: boolean
  listen: Address | undefined
  namespace: string | undefined
  leaderElection: boolean
  overwriteTrue: boolean
  removeConditions: boolean
  limits: Limits
}

/** Throws a UsageError for invalid or contradictory options. */
export const readWatchdogRequest = (raw: RawWatchdogOptions): WatchdogRequest => {
  const { cluster, context, once = false, namespace, types, heartbeat, listen } = raw
  const hasCluster = cluster !== undefined || context !== undefined
  if (raw['in-cluster'] && hasCluster)
    throw new UsageError('--in-cluster', {
      reason: 'it cannot be combined with --cluster or --context',
      example: '--in-cluster',
    })
  if (once && listen !== undefined)
    throw new UsageError('--listen', {
      value: listen,
      reason: 'it cannot be combined with --once, which exits immediately',
      example: '--once',
    })
  const dryRun = raw['dry-run'] ?? false
  return {
    clusterChoice:
      raw['in-cluster'] || (!hasCluster && isInCluster())
        ? undefined
        : readChoice({ cluster, context }),
    overrides: {
      types: types === undefined ? undefined : parseTypes(types),
      periodMs:
        heartbeat === undefined
          ? undefined
          : toMilliseconds(parseDurationOption('heartbeat', heartbeat)),
    },
    once,
    dryRun,
    listen: listen === undefined ? undefined : parseAddress(listen),
    namespace: checkNamespace(namespace),
    // A dry run does not write, so it does not need leader election.
    leaderElection: !raw['no-leader-election'] && !dryRun && !once,
    overwriteTrue: raw['overwrite-true'] ?? false,
    removeConditions: raw['remove-conditions'] ?? false,
    limits: {
      ...defaultLimits,
      ...readLimit(raw, 'disruption-threshold', 'disruptionThreshold', 1),
      ...readLimit(raw, 'disruption-rate', 'disruptionRate', Number.POSITIVE_INFINITY),
    },
  }
}

const checkNamespace = (name: string | undefined): string | undefined => {
  if (name === undefined || /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name
  throw new UsageError('--namespace', {
    value: name,
    reason: 'not a valid namespace name',
    example: '--namespace kube-system',
  })
}

const readLimit = (
  raw: RawWatchdogOptions,
  option: 'disruption-threshold' | 'disruption-rate',
  limit: keyof Limits,
  max: number,
): Partial<Limits> => {
  const text = raw[option]
  if (text === undefined) return {}
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= max) return { [limit]: value }
  throw new UsageError(`--${option}`, {
    value: text,
    reason: max === 1 ? 'not a number from 0 to 1' : 'not a number greater than or equal to 0',
    example: `--${option} ${defaultLimits[limit]}`,
  })
}

/** Like `[prefix/]name` in apimachinery's `IsQualifiedName`, but just strict enough to catch typos. */
const typePattern = /^([a-z0-9.-]+\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

/** Parses `--types A,B`. Throws a UsageError for invalid types and for types that the kubelet writes. */
const parseTypes = (text: string): string[] => {
  const types = [...new Set(text.split(',').map(type => type.trim()))]
  for (const type of types) {
    if (!typePattern.test(type))
      throw new UsageError('--types', {
        value: text,
        reason: `\`${type}\` is not a valid condition type`,
        example: '--types NetworkProblem,KernelDeadlock',
      })
    if (isKubeletType(type))
      throw new UsageError('--types', {
        value: text,
        reason: `the kubelet writes \`${type}\`, and the node lifecycle controller already sets it to Unknown if the kubelet is silent`,
        example: '--types NetworkProblem,KernelDeadlock',
      })
  }
  return types
}
