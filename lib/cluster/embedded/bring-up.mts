import { findIgnoredValues } from '../../chart/ignored-values.mts'
import { renderNpd } from '../../chart/manifests.mts'
import type { Tuning } from '../../chart/tune.mts'
import { parseTunedText, readTunedText } from '../../chart/tuned-values.mts'
import type { NpdValues } from '../../chart/values.mts'
import { UsageError } from '../../cli/errors.mts'
import type { Phases } from '../../cli/phases.mts'
import type { KubeApi } from '../../kube/api.mts'
import { displayPath } from '../../repository.mts'
import { type StateFolder, stateFolder, withLock } from '../../state-folder.mts'
import { renderDocuments } from '../../yaml/documents.mts'
import { clusterName } from '../cluster-name.mts'
import { describeAtWork, installNpd } from '../install-npd.mts'
import { readVersions, type Versions } from '../versions.mts'
import {
  checkLoopback,
  readStartError,
  startEmbedded,
  stopEmbeddedHoldingLock,
} from './connect.mts'
import { findEmbedded, type RunningEmbedded } from './find.mts'
import { ensureNodes } from './nodes.mts'
import { whileRunning } from './pid-file.mts'
import { startWatchdog } from './watchdog.mts'

export interface RunOptions {
  /** The number of workers. Undefined: an existing cluster keeps its size. */
  workers?: number | undefined
  tuning: Tuning
  watchdog: object | undefined
  signal: AbortSignal
  phases: Phases
}

interface Checked {
  values: NpdValues
  /** Values that have no effect on the embedded cluster. */
  ignored: string[]
  versions: Versions
}

const maxWorkers = 50

/** Parses `--workers`. */
export const parseWorkers = (text: string): number => {
  const workers = Number(text)
  if (!/^\d+$/.test(text) || workers < 1 || workers > maxWorkers)
    throw new UsageError('--workers', {
      value: text,
      why: `not a number from 1 to ${maxWorkers}`,
      example: '--workers 3',
    })
  return workers
}

/** Creates the cluster, or applies the changes to an existing one. */
export const runCluster = async (options: RunOptions): Promise<RunningEmbedded> => {
  const checked = await options.phases.run('checks', () => check(options.tuning))
  const folder = stateFolder()
  return withLock(folder, async () => {
    const { phases, signal } = options
    const found = await findEmbedded(folder)
    phases.remains = found
      ? { what: 'The cluster may be partly updated', fix: 'Finish' }
      : { what: 'The cluster may not be completely removed', fix: 'Remove it', command: 'cleanup' }
    try {
      const embedded = await bringUpEmbedded(folder, found, checked, options)
      phases.remains = { what: 'The cluster is running', fix: 'Remove it', command: 'cleanup' }
      return embedded
    } catch (error) {
      if (signal.aborted && !found) {
        await stopEmbeddedHoldingLock(folder)
        phases.remains = undefined
      }
      throw error
    }
  })
}

const bringUpEmbedded = async (
  folder: StateFolder,
  found: RunningEmbedded | undefined,
  { versions, values, ignored }: Checked,
  options: RunOptions,
): Promise<RunningEmbedded> => {
  const { phases, signal } = options
  const embedded = await phases.run(
    'API server',
    async () => found ?? (await startEmbedded(folder, clusterName, versions, signal)),
    ({ api }) => api.server.replace('https://', ''),
  )
  const { api, standIns } = embedded
  if (ignored.length > 0) phases.note(describeIgnored(ignored))
  if (standIns.length > 0) phases.note(describeStandIns(standIns))
  await whileRunning(
    folder.pid,
    signal,
    inner => installAll(folder, api, { values, versions }, { ...options, signal: inner }),
    () => readStartError(folder),
  )
  return embedded
}

/** Creates the nodes, and installs NPD and the watchdog. */
const installAll = async (
  folder: StateFolder,
  api: KubeApi,
  { values, versions }: Omit<Checked, 'ignored'>,
  { phases, signal, workers, watchdog }: RunOptions,
): Promise<void> => {
  await phases.run(
    'nodes',
    () => ensureNodes(api, clusterName, workers, signal),
    count => `1 control plane, ${count - 1} worker${count === 2 ? '' : 's'}`,
  )
  await phases.run(
    'node-problem-detector',
    () => installNpd(api, values, versions.chart, signal),
    describeAtWork,
  )
  if (watchdog)
    await phases.run(
      'watchdog',
      () => startWatchdog(folder, signal),
      () => `its log is ${displayPath(folder.watchdogLog)}`,
    )
}

/** Finds every problem that can be found before anything is started. */
const check = async (tuning: Tuning): Promise<Checked> => {
  const [text, versions] = await Promise.all([
    readTunedText(tuning),
    readVersions(),
    checkLoopback(),
  ])
  return { values: await parseTunedText(text), ignored: findIgnoredValues(text), versions }
}

const describeIgnored = (paths: string[]): string =>
  `  ! No effect on the embedded cluster: ${paths.join(', ')}`

const describeStandIns = (standIns: string[]): string =>
  `  ${standIns.join(' and ')} ${standIns.length === 1 ? 'is' : 'are'} not on PATH; a built-in replacement is used for the plugins.`

/** The objects that `runCluster` would apply, as YAML. Starts and changes nothing. */
export const previewRun = async (tuning: Tuning): Promise<string> => {
  const { values, versions } = await check(tuning)
  const { configMap, daemonSet } = renderNpd(values, { chartVersion: versions.chart })
  return renderDocuments([configMap, daemonSet])
}
