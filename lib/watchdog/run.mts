import { randomUUID } from 'node:crypto'
import { existsSync, watch } from 'node:fs'
import { hostname } from 'node:os'
import { messageOf } from '../cli/errors.mts'
import { renderCount } from '../cli/join-words.mts'
import { findCluster } from '../cluster/cluster.mts'
import { leaderLine, standbyLine } from '../cluster/watchdog-lines.mts'
import { watchdogNamespace } from '../cluster/watchdog-manifests.mts'
import { silentConditionType } from '../conditions/silence/silent-condition.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { connectInCluster, readPodNamespace } from '../kube/in-cluster.mts'
import { LeaderElection } from '../kube/leader-election.mts'
import { namespaces } from '../kube/resources.mts'
import { toTimeOfDay } from '../kube/time.mts'
import { stateFolder } from '../state-folder.mts'
import { readConfiguration } from './configuration.mts'
import { serveEndpoints } from './endpoints.mts'
import { watchdogName } from './events.mts'
import { evaluateOnce } from './once.mts'
import type { WatchdogRequest } from './options.mts'
import { removeSilentConditions } from './silent-condition.mts'
import { Watchdog } from './watchdog.mts'
import { createDryRunWriter, createWatchdogWriter, type WatchdogWriter } from './writer.mts'

/** The outputs of the watchdog. */
export interface Output {
  log: (line: string) => void
  onError: (message: string) => void
}

/** Prefixes lines with the time of day in UTC, the time zone of heartbeats. */
export const createOutput = (
  print: (text: string) => void,
  reportError: (text: string) => void,
  { dryRun }: { dryRun: boolean },
): Output => {
  const timestamp = () => toTimeOfDay(new Date())
  return {
    log: line => print(`${timestamp()}  ${dryRun ? '(dry run) ' : ''}${line}\n`),
    onError: message => reportError(`${timestamp()}  ! ${message}\n`),
  }
}

/** Runs the watchdog until `signal` aborts. With `once`, evaluates the nodes only once. */
export const runWatchdog = async (
  request: WatchdogRequest,
  output: Output & { signal: AbortSignal },
): Promise<void> => {
  const { api, clusterRemoved } = await connect(request)
  const signal = clusterRemoved ? AbortSignal.any([output.signal, clusterRemoved]) : output.signal
  try {
    const run = request.removeConditions ? removeConditions : request.once ? evaluate : watchNodes
    await run(api, request, { ...output, signal })
    if (clusterRemoved?.aborted) output.log('the cluster was removed')
  } finally {
    api.close()
  }
}

interface WatchdogConnection {
  api: KubeApi
  /** Aborts when the cluster is removed. */
  clusterRemoved?: AbortSignal
}

const connect = async ({ clusterChoice }: WatchdogRequest): Promise<WatchdogConnection> => {
  if (!clusterChoice) return { api: createApi(await connectInCluster()) }
  const { type, api } = await findCluster(clusterChoice)
  return type === 'embedded' ? { api, clusterRemoved: abortWhenRemoved() } : { api }
}

/** Aborts when the embedded cluster is removed, so that its watchdog ends. */
const abortWhenRemoved = (): AbortSignal => {
  const { path, kubeconfig } = stateFolder()
  const removed = new AbortController()
  const watcher = watch(path, { persistent: false }, () => {
    if (!existsSync(kubeconfig)) removed.abort()
  })
  watcher.on('error', () => removed.abort())
  return removed.signal
}

/**
 * Finds the namespace for the Lease: the requested namespace, this pod's namespace, the namespace of an installed
 * watchdog, or `kube-system`.
 */
const findNamespace = async (
  api: KubeApi,
  { namespace, clusterChoice }: WatchdogRequest,
  signal: AbortSignal,
): Promise<string> => {
  if (namespace !== undefined) return namespace
  if (!clusterChoice) return readPodNamespace()
  const found = await api.find(namespaces, watchdogNamespace, { signal })
  return found ? watchdogNamespace : 'kube-system'
}

const watchNodes = async (
  api: KubeApi,
  request: WatchdogRequest,
  { log, onError, signal }: Output & { signal: AbortSignal },
): Promise<void> => {
  const { overrides, limits, listen, leaderElection } = request
  const lease = { name: watchdogName, namespace: await findNamespace(api, request, signal) }
  const reportError = skipRepeated(onError)
  // The leader releases the Lease after its last write.
  const writesDone = new AbortController()
  const election = leaderElection
    ? new LeaderElection({
        api,
        lease,
        identity: `${hostname()}_${randomUUID()}`,
        onLeaderChange: leader => {
          log(describeLeader(election?.isLeader() ?? false, leader))
          watchdog.requestDecision()
        },
        onError: error =>
          reportError(
            `Failed to acquire or renew Lease ${lease.namespace}/${lease.name}: ${messageOf(error)}`,
          ),
      })
    : undefined
  const watchdog = new Watchdog({
    api,
    writer: createWriterFor(api, request, onError),
    lease,
    election,
    limits,
    readConfiguration: signal => readConfiguration(api, overrides, signal),
    log,
    onError,
  })
  const endpoints = listen && (await serveEndpoints(listen, () => watchdog.state()))
  if (endpoints) log(`serving ${endpoints.url}/metrics, /livez and /readyz`)
  const electionRun = election?.run(writesDone.signal)
  try {
    await watchdog.run(signal)
  } finally {
    writesDone.abort()
    await electionRun
    await endpoints?.close()
  }
}

const createWriterFor = (
  api: KubeApi,
  { dryRun, overwriteTrue }: WatchdogRequest,
  onError: Output['onError'],
): WatchdogWriter =>
  dryRun
    ? createDryRunWriter(api, overwriteTrue)
    : createWatchdogWriter(api, { overwriteTrue, onError })

const removeConditions = async (
  api: KubeApi,
  { dryRun }: WatchdogRequest,
  { log, signal }: Output & { signal: AbortSignal },
): Promise<void> => {
  const count = await removeSilentConditions(api, { dryRun, signal })
  log(`removed ${silentConditionType} from ${renderCount(count, 'node')}`)
}

/** Prints a message only if it differs from the previous one. */
const skipRepeated = (onError: Output['onError']): Output['onError'] => {
  let last = ''
  return message => {
    if (message !== last) onError(message)
    last = message
  }
}

const describeLeader = (isLeader: boolean, leader: string | undefined): string => {
  if (isLeader) return leaderLine
  return leader === undefined
    ? 'no watchdog is the leader'
    : `${standbyLine}: the leader is ${leader}`
}

const evaluate = async (
  api: KubeApi,
  request: WatchdogRequest,
  { log, onError, signal }: Output & { signal: AbortSignal },
): Promise<void> => {
  const { overrides, limits } = request
  const configuration = await readConfiguration(api, overrides, signal)
  const { evaluatedCount, silentCount, markedCount, failedCount } = await evaluateOnce({
    api,
    writer: createWriterFor(api, request, onError),
    lease: { name: watchdogName, namespace: await findNamespace(api, request, signal) },
    limits,
    configuration,
    log,
    onError,
    signal,
  })
  log(
    `${silentCount} of ${evaluatedCount} nodes silent, ${markedCount} marked${failedCount ? `, ${failedCount} failed` : ''}`,
  )
}
