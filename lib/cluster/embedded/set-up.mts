import { findIgnoredValues } from '../../chart/ignored-values.mts'
import { renderNpd } from '../../chart/manifests.mts'
import type { Tuning } from '../../chart/tune.mts'
import { parseTunedText, readTunedText } from '../../chart/tuned-values.mts'
import { listConditionTypes, type NpdValues } from '../../chart/values.mts'
import type { KubeApi } from '../../kube/api.mts'
import { displayPath } from '../../repository.mts'
import type { StateFolder } from '../../state-folder.mts'
import { renderDocuments } from '../../yaml/documents.mts'
import { clusterName } from '../cluster-name.mts'
import { applyNpd, describeReadiness, npdPodSelection, waitForNpd } from '../install-npd.mts'
import { failOnStuckPods } from '../stuck-pods.mts'
import { readVersions, type Versions } from '../versions.mts'
import type { RunOptions } from './bring-up.mts'
import { checkLoopback, type LaunchedProcess, readStartError } from './connect.mts'
import type { RunningCluster } from './find.mts'
import { ensureNodes } from './nodes.mts'
import { failOnProcessExit } from './pid-file.mts'
import { startWatchdog } from './watchdog.mts'

interface CheckedInput {
  values: NpdValues
  /** Values that have no effect on the embedded cluster. */
  ignoredPaths: string[]
  versions: Versions
}

/**
 * Sets up a new or existing cluster: starts its API server if needed, creates the nodes, and installs NPD and, if
 * requested, the watchdog.
 */
export const setUp = async (
  folder: StateFolder,
  cluster: RunningCluster | LaunchedProcess,
  options: RunOptions,
): Promise<RunningCluster> => {
  const { phases, signal, tuning } = options
  const { values, versions, ignoredPaths } = await phases
    .run('checks', () => checkInput(tuning))
    .catch(async error => {
      if ('cancel' in cluster) await cluster.cancel()
      throw error
    })
  const embedded = await phases.run(
    'API server',
    async () => ('start' in cluster ? cluster.start(clusterName, versions, signal) : cluster),
    ({ api }) => api.server.replace('https://', ''),
  )
  const { api, replacedCommands } = embedded
  if (ignoredPaths.length > 0) phases.note(describeIgnored(ignoredPaths))
  if (replacedCommands.length > 0) phases.note(describeReplacements(replacedCommands))
  await failOnProcessExit(
    folder.pidFile,
    signal,
    innerSignal =>
      installAll(folder, api, { values, versions }, { ...options, signal: innerSignal }),
    () => readStartError(folder),
  )
  return embedded
}

/** Creates the nodes, and installs NPD and the watchdog. */
const installAll = async (
  folder: StateFolder,
  api: KubeApi,
  input: Omit<CheckedInput, 'ignoredPaths'>,
  { phases, signal, workers, watchdog }: RunOptions,
): Promise<void> => {
  await failOnStuckPods(api, { ...npdPodSelection, signal }, innerSignal =>
    createNodesAndInstallNpd(api, input, { phases, signal: innerSignal, workers }),
  )
  if (watchdog)
    await phases.run(
      'watchdog',
      () => startWatchdog(folder, signal),
      () => `its log is ${displayPath(folder.watchdogLog)}`,
    )
}

const createNodesAndInstallNpd = async (
  api: KubeApi,
  { values, versions }: Omit<CheckedInput, 'ignoredPaths'>,
  { phases, signal, workers }: Pick<RunOptions, 'phases' | 'signal' | 'workers'>,
): Promise<void> => {
  // Apply NPD in parallel: its pod on each node starts as soon as the node is Ready.
  const applied = applyNpd(api, values, versions.chart, signal)
  applied.catch(() => {})
  await phases.run(
    'nodes',
    () => ensureNodes(api, clusterName, workers, signal),
    count => `1 control plane, ${count - 1} worker${count === 2 ? '' : 's'}`,
  )
  await phases.run(
    'node-problem-detector',
    async () => {
      await applied
      const readiness = waitForNpd(api, listConditionTypes(values), signal)
      // While waiting for NPD, load the code that `run` needs at the end.
      const [npd] = await Promise.all([readiness, import('../../conditions/overview.mts')])
      return npd
    },
    describeReadiness,
  )
}

/** Throws if there is a problem that can be found before the cluster is created. */
const checkInput = async (tuning: Tuning): Promise<CheckedInput> => {
  const [text, versions] = await Promise.all([
    readTunedText(tuning),
    readVersions(),
    checkLoopback(),
  ])
  return { values: await parseTunedText(text), ignoredPaths: findIgnoredValues(text), versions }
}

const describeIgnored = (paths: string[]): string =>
  `  ! These values have no effect on the embedded cluster: ${paths.join(', ')}`

const describeReplacements = (replacedCommands: string[]): string => {
  const [verb, replacements] =
    replacedCommands.length === 1
      ? ['is', 'a built-in replacement']
      : ['are', 'built-in replacements']
  return `  ${replacedCommands.join(' and ')} ${verb} not on PATH; the plugins use ${replacements}.`
}

/** Returns the objects that `setUp` would apply, as YAML. Does not start or change anything. */
export const previewRun = async (tuning: Tuning): Promise<string> => {
  const { values, versions } = await checkInput(tuning)
  const { configMap, daemonSet } = renderNpd(values, { chartVersion: versions.chart })
  return renderDocuments([configMap, daemonSet])
}
