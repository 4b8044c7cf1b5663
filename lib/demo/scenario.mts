import { deleteExperiment } from '../chaos/apply.mts'
import { partitionPods, readTiming } from '../chaos/chaos-apply.mts'
import { type Experiment, readExperiment } from '../chaos/experiment.mts'
import { colorsFor } from '../cli/colors.mts'
import { UserError } from '../cli/errors.mts'
import type { Phases } from '../cli/phases.mts'
import { renderConditions } from '../conditions/render.mts'
import { readConditions } from '../conditions/show.mts'
import { findLimit } from '../conditions/silence/limit.mts'
import type { KubeApi } from '../kube/api.mts'
import type { Pod } from '../kube/types.mts'
import { findEvidence } from '../logs/evidence.mts'
import type { LogLine } from '../logs/read-logs.mts'
import { renderLine } from '../logs/render.mts'
import { narration } from './narration.mts'
import {
  waitForFirstReport,
  waitForHeartbeats,
  waitForLine,
  waitForMarks,
  waitForRecoveries,
  waitForStatus,
} from './wait.mts'
import { renderWatchdogEvents } from './watchdog.mts'

export interface ScenarioOptions {
  /** Whether to skip the step that shows failed writes. NPD needs at least 30 s to detect a failed write. */
  fast: boolean
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
  /** Also receives the narration, without the output of commands. */
  onNarration?: ((text: string) => void) | undefined
}

/** The state that the steps of the scenario share. */
interface ScenarioContext extends ScenarioOptions {
  api: KubeApi
  experiment: Experiment
  /** One of the disconnected pods. */
  pod: Pod
  disconnectedNodes: string[]
  /** How long to wait for NPD to react, in milliseconds. */
  timeoutMs: number
}

/** The condition type that the demo shows and the narration describes. */
export const conditionType = 'NetworkProblem'
/** Additional time for a busy machine, in milliseconds. */
const slack = 20_000
const connectTimeoutMs = 45_000

export const narrate = (
  { print, onNarration }: Pick<ScenarioOptions, 'print' | 'onNarration'>,
  text: string,
) => {
  print(`\n${text}\n`)
  onNarration?.(text)
}

export const runScenario = async (api: KubeApi, output: ScenarioOptions): Promise<void> => {
  await showConditions(api, output)
  const since = new Date()
  const scene = await partition(api, output)
  const shownLines = await showNpdLog(scene, since)
  await showApiServer(scene, shownLines)
  await showSilence(scene)
  await endPartition(scene)
}

const partition = async (api: KubeApi, output: ScenarioOptions): Promise<ScenarioContext> => {
  const { signal, phases } = output
  const { interval = 30_000, timeout = 5_000 } = (await readTiming(api)) ?? {}
  narrate(output, narration.disconnect)
  const experiment = await readExperiment()
  const pods = await partitionPods(experiment, { api, phases, signal })
  const disconnectedNodes = pods.map(({ spec }) => spec.nodeName ?? '')
  const [pod] = pods
  if (!pod)
    throw new UserError(
      'Failed to disconnect a pod: the experiment selected none.',
      'Fix the selector in chaos/network-partition.yaml.',
    )
  return {
    ...{ ...output, api, experiment, pod, disconnectedNodes },
    timeoutMs: interval + timeout + slack + connectTimeoutMs,
  }
}

const showNpdLog = async (scene: ScenarioContext, since: Date): Promise<LogLine[]> => {
  const { api, pod, timeoutMs, signal, phases, print } = scene
  const statusLinePattern = new RegExp(
    `New status generated: .*Type:${conditionType} Status:Unknown`,
  )
  const lines = await phases.run(
    'NPD finds the problem',
    () => waitForLine(api, pod, statusLinePattern, { timeoutMs, signal, since }),
    () => pod.spec.nodeName ?? '',
  )
  narrate(scene, narration.problemFound)
  printEvidence(lines, print)
  return lines
}

const showApiServer = async (scene: ScenarioContext, shownLines: LogLine[]): Promise<void> => {
  const { api, disconnectedNodes, fast, phases } = scene
  narrate(scene, narration.notReported)
  const since = new Date()
  await phases.run('wait for heartbeats', () =>
    waitForHeartbeats(api, conditionType, { except: disconnectedNodes, since }, scene),
  )
  await showConditions(api, scene)
  narrate(scene, narration.outdatedStatus)
  if (!fast) await showFailedWrites(scene, shownLines)
}

/** NPD detects a lost connection, or a connection attempt without a response, after 30 s or more. */
const showFailedWrites = async (scene: ScenarioContext, shownLines: LogLine[]): Promise<void> => {
  const { api, pod, signal, phases, print } = scene
  const since = new Date()
  const lines = await phases.run('a write fails', () =>
    waitForLine(api, pod, /\] "Unable to write event|\] failed to update/, {
      since,
      timeoutMs: connectTimeoutMs + slack,
      signal,
    }),
  )
  narrate(scene, narration.failedWrites)
  const printed = new Set(shownLines.map(({ text }) => text))
  printEvidence(
    lines.filter(({ text }) => !printed.has(text)),
    print,
  )
}

/** Shows how the watchdog, which runs outside the node, marks the conditions of the disconnected nodes. */
const showSilence = async (scene: ScenarioContext): Promise<void> => {
  const { api, disconnectedNodes, pod, signal, phases, print } = scene
  const { allowedSilenceMs } = await findLimit(api, conditionType, { signal })
  narrate(scene, narration.silence)
  const waitOptions = { timeoutMs: allowedSilenceMs + slack, signal }
  await phases.run(
    'watchdog marks',
    () => waitForMarks(api, { type: conditionType, nodeNames: disconnectedNodes }, waitOptions),
    () => disconnectedNodes.join(', '),
  )
  await showConditions(api, scene)
  narrate(scene, narration.marked)
  print(await renderWatchdogEvents(api, pod.spec.nodeName ?? ''))
}

const endPartition = async (scene: ScenarioContext): Promise<void> => {
  const { api, experiment, disconnectedNodes, pod, signal, phases, print } = scene
  const begin = new Date()
  // Starts before the partition ends, because NPD's Unknown may be visible only for a moment.
  const firstReport = waitForFirstReport(
    api,
    { type: conditionType, nodeNames: disconnectedNodes },
    begin,
    scene,
  )
  firstReport.catch(() => {})
  await phases.run('chaos-delete', () => deleteExperiment(api, experiment.chaos, signal))
  narrate(scene, narration.ended)
  const report = await phases.run('NPD reports again', () => firstReport)
  await showConditions(api, scene)
  narrate(scene, narration.reported[report])
  await phases.run('status is False again', () =>
    waitForStatus(api, { type: conditionType, nodeNames: disconnectedNodes }, 'False', scene),
  )
  await phases.run('watchdog event', () => waitForRecoveries(api, disconnectedNodes, begin, scene))
  await showConditions(api, scene)
  narrate(scene, narration.recovered)
  print(await renderWatchdogEvents(api, pod.spec.nodeName ?? ''))
}

const printEvidence = (lines: LogLine[], print: ScenarioOptions['print']): void => {
  const colors = colorsFor('stdout')
  for (const line of lines) if (findEvidence(line.text)) print(renderLine(line, colors))
}

const showConditions = async (
  api: KubeApi,
  { print }: Pick<ScenarioOptions, 'print'>,
): Promise<void> =>
  print(`\n${renderConditions(await readConditions(api, conditionType), colorsFor('stdout'))}`)
