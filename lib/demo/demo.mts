import { deleteExperiment } from '../chaos/apply.mts'
import { cutOff, readTiming } from '../chaos/chaos-apply.mts'
import { readExperiment } from '../chaos/experiment.mts'
import type { Tuning } from '../chart/tune.mts'
import { colorsFor } from '../cli/colors.mts'
import { messageOf, UserError } from '../cli/errors.mts'
import type { Phases } from '../cli/phases.mts'
import { bringUp, type Request } from '../cluster/bring-up.mts'
import { cleanUp } from '../cluster/cleanup.mts'
import { findEmbedded } from '../cluster/embedded.mts'
import { isKindMade } from '../cluster/kind.mts'
import { renderConditions } from '../conditions/render.mts'
import { readConditions } from '../conditions/show.mts'
import { LockedError } from '../embedded/state.mts'
import type { KubeApi } from '../kube/api.mts'
import type { Pod } from '../kube/types.mts'
import { evidenceOf } from '../logs/evidence.mts'
import type { LogLine } from '../logs/read-logs.mts'
import { renderLine } from '../logs/render.mts'
import { story } from './story.mts'
import { waitForHeartbeats, waitForLine, waitForStatus, waitForWord } from './wait.mts'

export interface DemoOptions {
  /** The cluster to tell it on. */
  request: Request
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
  const { request, fast, signal, phases, print } = options
  const existing = await findEmbedded()
  existing?.api.close()
  if (existing || isKindMade())
    throw new UserError(
      'Failed to start the demo: the cluster npd-test is running already.',
      'End it with `npx zx scripts/cleanup.mts`, or walk the story on it by the README.',
    )
  narrate(print, story.start)
  try {
    const { api } = await bringUp(
      { ...request, tuning: fast ? fastTuning : {} },
      { signal, phases },
    )
    await tellStory(api, options).finally(() => api.close())
  } catch (error) {
    // Somebody else's cluster, in the making: it is not ours to remove.
    if (!(error instanceof LockedError))
      await removeAll(phases).catch(failure => phases.note(`  cleanup: ${messageOf(failure)}`))
    throw error
  }
  await removeAll(phases)
  narrate(print, story.end)
}

/** Also after Ctrl-C, which is why it takes no signal. */
const removeAll = (phases: Phases): Promise<void> =>
  cleanUp(
    { cluster: undefined, context: undefined },
    { yes: false, exportLogs: undefined, phases, signal: new AbortController().signal },
  )

const narrate = (print: DemoOptions['print'], text: string) => print(`\n${text}\n`)

const tellStory = async (api: KubeApi, options: DemoOptions): Promise<void> => {
  const { fast, signal, phases, print } = options
  const { interval = 30_000, timeout = 5_000 } = (await readTiming(api)) ?? {}
  const knowledge = interval + timeout + slack
  await show(api, print)

  narrate(print, story.cut)
  const experiment = await readExperiment()
  const since = new Date()
  const pods = await cutOff(experiment, { api, phases, signal })
  const cut = pods.map(({ spec }) => spec.nodeName ?? '')
  const [pod] = pods
  if (!pod) throw new UserError('Failed to cut off a pod: the experiment selected none.')
  const node = pod.spec.nodeName ?? ''
  const conclusion = new RegExp(`New status generated: .*Type:${type} Status:Unknown`)
  const limits = { timeoutMs: knowledge + dialTimeout, signal }
  const known = await phases.run(
    'NPD notices',
    () => waitForLine(api, pod, conclusion, { ...limits, since }),
    () => node,
  )
  narrate(print, story.knows)
  printEvidence(known, print)

  narrate(print, story.believes)
  const renewed = new Date()
  await phases.run('other nodes renew', () => waitForHeartbeats(api, type, cut, renewed, limits))
  await show(api, print)
  narrate(print, story.stale)
  if (!fast) await showFailedWrites(api, pod, known, options)

  // Watched from before the end: Unknown may be there for a moment only.
  const arrival = waitForWord(api, cut, type, new Date(), limits)
  arrival.catch(() => {})
  await phases.run('chaos-delete', () => deleteExperiment(api, experiment.chaos, signal))
  narrate(print, story.heal)
  const arrived = await phases.run('NPD is heard', () => arrival)
  await show(api, print)
  narrate(print, story.healed[arrived])
  if (arrived === 'all-clear') return
  await phases.run('False arrives', () => waitForStatus(api, cut, type, 'False', limits))
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
  const lines = await phases.run('a write fails', () =>
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
  print(`\n${renderConditions(await readConditions(api, type), colorsFor('stdout'))}`)
}
