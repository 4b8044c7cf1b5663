import { messageOf, UserError } from '../cli/errors.mts'
import type { Phases } from '../cli/phases.mts'
import { type BringUpRequest, bringUp } from '../cluster/bring-up.mts'
import { removeClusters } from '../cluster/cleanup.mts'
import { findEmbedded } from '../cluster/embedded/find.mts'
import type { KubeApi } from '../kube/api.mts'
import { startLive, waitUntilAborted } from '../live/live.mts'
import { displayPath } from '../repository.mts'
import { hasKindCluster, LockedError, runAsDemo, stateFolder } from '../state-folder.mts'
import { writeTimeline } from '../timeline/files.mts'
import { startRecording } from '../timeline/recording.mts'
import { computeFastTuning, measurePlugins } from './fast-tuning.mts'
import { narration } from './narration.mts'
import { conditionType, narrate, runScenario, type ScenarioOptions } from './scenario.mts'
import { withWatchdog } from './watchdog.mts'

export interface DemoOptions {
  /** The cluster to use. */
  request: BringUpRequest
  /**
   * Whether to use short intervals and skip the step that shows failed writes. NPD needs at least 30 s to detect a
   * failed write.
   */
  fast: boolean
  /** Whether to also show the demo on a live page, and keep the page open at the end. */
  live: boolean
  /** Whether to open that page in the user's browser. */
  openBrowser: boolean
  /** The base name of the timeline's files. */
  timelineName: string
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
  /**
   * Called with 0 when the scenario has ended and only the live page is open, because Ctrl-C is then the
   * normal way to exit.
   */
  exitWith: (code: 0) => void
}

/** Runs the complete demo on its own cluster, and always removes the cluster. */
export const runDemo = async (options: DemoOptions): Promise<void> => {
  const existing = await findEmbedded()
  existing?.api.close()
  if (existing || hasKindCluster())
    throw new UserError(
      'Failed to start the demo: the cluster npd-test is already running.',
      'Remove it with `npx zx scripts/cleanup.mts`, or use it for the steps in docs/tutorial.md.',
    )
  await runAsDemo(stateFolder(), () => runDemoOnNewCluster(options))
  narrate(options, narration.end)
}

const runDemoOnNewCluster = async (options: DemoOptions): Promise<void> => {
  const { request, fast, signal, phases } = options
  narrate(options, narration.start)
  try {
    const tuning = fast ? await measureTuning(options) : {}
    const { api } = await bringUp({ ...request, tuning }, { signal, phases })
    await runScenarioWithLivePage(api, options).finally(() => api.close())
  } catch (error) {
    // A LockedError means that another process is creating a cluster. That cluster must not be removed.
    if (!(error instanceof LockedError))
      await removeAll(phases).catch(failure => phases.note(`  cleanup: ${messageOf(failure)}`))
    throw error
  }
  await removeAll(phases)
}

/**
 * Measures how fast the machine runs the plugins, because a timeout that is too short would cause a false
 * `Unknown`.
 */
const measureTuning = ({ phases, signal }: DemoOptions) =>
  phases.run(
    'measure plugins',
    async () => computeFastTuning(await measurePlugins(signal)),
    ({ interval, timeout }) => `interval ${interval}, timeout ${timeout}`,
  )

/** Takes no signal, because it must also run after Ctrl-C. */
const removeAll = async (phases: Phases): Promise<void> => {
  await removeClusters(undefined, { phases, signal: new AbortController().signal })
  phases.unfinished = undefined
}

const runScenarioWithLivePage = async (api: KubeApi, options: DemoOptions): Promise<void> => {
  if (!options.live) return recordScenario(api, options)
  const { request, openBrowser, signal, print } = options
  const page = await startLive({
    cluster: { type: hasKindCluster() ? 'kind' : 'embedded', api },
    choice: request.choice,
    type: conditionType,
    port: 0,
    allowChanges: false,
    readOnlyReason: 'The demo runs all steps itself, so this page has no buttons.',
    openBrowser,
    signal,
    print,
  })
  const onNarration = (text: string) =>
    page.addEntry({ kind: 'narration', text: text.replaceAll('\n', ' ') })
  try {
    onNarration(narration.start)
    await recordScenario(api, { ...options, onNarration })
    narrate({ print, onNarration }, narration.live)
    options.exitWith(0)
    await waitUntilAborted(signal)
  } finally {
    await page.close()
  }
}

/** Runs the scenario together with the watchdog, and writes a timeline of the scenario. */
const recordScenario = async (
  api: KubeApi,
  options: DemoOptions & Pick<ScenarioOptions, 'onNarration'>,
): Promise<void> => {
  const { timelineName, signal, phases, print } = options
  const recording = await startRecording(api, { signal })
  try {
    await withWatchdog(
      api,
      { signal, onError: message => phases.note(`  watchdog: ${message}`) },
      () => runScenario(api, options),
    )
  } finally {
    await recording.stop()
  }
  const { html } = await writeTimeline(recording.records, timelineName, { type: conditionType })
  narrate({ print }, narration.timeline)
  print(`  ${displayPath(html)}\n`)
}
