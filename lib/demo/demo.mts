import { deleteExperiment } from '../chaos/apply.mts'
import { cutOff, readTiming } from '../chaos/chaos-apply.mts'
import { readExperiment } from '../chaos/experiment.mts'
import { colorsFor } from '../cli/colors.mts'
import { UserError } from '../cli/errors.mts'
import type { Phases } from '../cli/phases.mts'
import { findEmbedded, stopEmbedded } from '../cluster/embedded.mts'
import { runCluster } from '../cluster/run.mts'
import { renderConditions } from '../conditions/render.mts'
import { readConditions } from '../conditions/show.mts'
import type { KubeApi } from '../kube/api.mts'
import type { Pod } from '../kube/types.mts'
import { evidenceOf } from '../logs/evidence.mts'
import type { LogLine } from '../logs/read-logs.mts'
import { renderLine } from '../logs/render.mts'
import type { Tuning } from '../npd/tune.mts'
import { story } from './story.mts'
import { waitForLine, waitForStatus } from './wait.mts'

export interface DemoOptions {
  /** Short intervals; failed writes take NPD 30 s to notice and are left out. */
  fast: boolean
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
}

const fastTuning: Tuning = { interval: '2s', timeout: '1s', heartbeat: '5s' }
const type = 'NetworkProblem'
/** Beyond what NPD needs by its own times, in milliseconds: a busy machine. */
const slack = 20_000
const dialTimeout = 45_000

/** The whole story on a cluster of its own, which is removed whatever happens. */
export const runDemo = async (options: DemoOptions): Promise<void> => {
  const { fast, signal, phases, print } = options
  const existing = await findEmbedded()
  existing?.api.close()
  if (existing)
    throw new UserError(
      'Failed to start the demo: the cluster npd-test is running already.',
      'End it with `npx zx scripts/cleanup.mts`, or walk the story on it by the README.',
    )
  try {
    const tuning = fast ? fastTuning : {}
    narrate(print, story.start)
    const { api } = await runCluster({ tuning, signal, phases })
    await tellStory(api, options)
    api.close()
  } finally {
    await phases.run('cleanup', () => stopEmbedded())
  }
  narrate(print, story.end)
}

const narrate = (print: DemoOptions['print'], text: string) => print(`\n${text}\n`)

const tellStory = async (api: KubeApi, options: DemoOptions): Promise<void> => {
  const { fast, signal, phases, print } = options
  const { interval = 30_000, timeout = 5_000 } = (await readTiming(api)) ?? {}
  const knowledge = interval + timeout + slack
  await show(api, print)

  narrate(print, story.cut)
  const experiment = await readExperiment()
  const since = new Date()
  const [pod] = await cutOff(experiment, { api, phases, signal })
  if (!pod) throw new UserError('Failed to cut off a pod: the experiment selected none.')
  const node = pod.spec.nodeName ?? ''
  const waiting = `waiting for NPD on ${node}`
  const known = await phases.run(waiting, () =>
    waitForLine(api, pod, new RegExp(`New status generated: .*Type:${type} Status:Unknown`), {
      since,
      timeoutMs: knowledge,
      signal,
    }),
  )
  narrate(print, story.knows)
  printEvidence(known, print)

  narrate(print, story.believes)
  await show(api, print)
  narrate(print, story.stale)
  if (!fast) await showFailedWrites(api, pod, known, options)

  await phases.run('chaos-delete', () => deleteExperiment(api, experiment.chaos, signal))
  narrate(print, story.heal)
  const limits = { timeoutMs: knowledge + dialTimeout, signal }
  await phases.run('Unknown arrives', () => waitForStatus(api, node, type, 'Unknown', limits))
  await show(api, print)
  narrate(print, story.healed)
  await phases.run('False arrives', () => waitForStatus(api, node, type, 'False', limits))
  await show(api, print)
}

/** NPD finds the connection dead, or its dial unanswered, after 30 s and more. */
const showFailedWrites = async (
  api: KubeApi,
  pod: Pod,
  known: LogLine[],
  { signal, phases, print }: DemoOptions,
): Promise<void> => {
  const since = new Date()
  const lines = await phases.run('waiting for a failed write', () =>
    waitForLine(api, pod, /\] "Unable to write event|\] failed to update/, {
      since,
      timeoutMs: dialTimeout + slack,
      signal,
    }),
  )
  narrate(print, story.unwritten)
  const told = new Set(known.map(({ text }) => text))
  printEvidence(
    lines.filter(({ text }) => !told.has(text)),
    print,
  )
}

const printEvidence = (lines: LogLine[], print: DemoOptions['print']): void => {
  const colors = colorsFor('stdout')
  for (const line of lines) if (evidenceOf(line.text)) print(renderLine(line, colors))
}

const show = async (api: KubeApi, print: DemoOptions['print']): Promise<void> => {
  const { reported, now } = await readConditions(api, type)
  print(`\n${renderConditions(reported, now, colorsFor('stdout'))}`)
}
