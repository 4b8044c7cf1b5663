import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import { messageOf } from '../../cli/errors.mts'
import { createReconciler, type Reconciler } from '../reconciler.mts'
import { experimentId } from './advance-partition.mts'
import { computeRetryDelayMs } from './backoff.mts'
import { type PipelineContext, runPipeline } from './pipeline.mts'
import type { ExperimentRef } from './update.mts'

/** The longest delay in milliseconds that `setTimeout` supports, about 25 days. */
const maxTimerMs = 2 ** 31 - 1

/** Runs the pipeline of one experiment after each relevant change. */
export class Experiment {
  readonly ref: ExperimentRef
  readonly #context: PipelineContext
  readonly #reconciler: Reconciler
  #lastFingerprint = ''
  #podIds: string[] = []
  #failureCount = 0
  #timer: NodeJS.Timeout | undefined

  constructor(context: PipelineContext, chaos: NetworkChaos, log: (line: string) => void) {
    const { namespace = 'default', name, uid = '' } = chaos.metadata
    this.ref = { namespace, name, uid }
    this.#context = context
    this.#reconciler = createReconciler(
      () => this.#run(),
      error => log(`Failed to run experiment ${experimentId(chaos)}: ${messageOf(error)}`),
    )
  }

  /**
   * Runs the pipeline if the object has changed. Ignores changes that only add record events,
   * because each failure adds an event and would cause an immediate retry.
   */
  handleChange(chaos: NetworkChaos): void {
    this.#podIds = chaos.status?.experiment.containerRecords?.map(({ id }) => id) ?? []
    const fingerprint = computeFingerprint(chaos)
    if (fingerprint === this.#lastFingerprint) return
    this.#lastFingerprint = fingerprint
    this.#reconciler.requestRun()
  }

  /** Called when a chaos-daemon call for this pod has succeeded or failed. */
  handlePodReconciled(id: string): void {
    if (this.#podIds.includes(id)) this.#reconciler.requestRun()
  }

  stop(): Promise<void> {
    clearTimeout(this.#timer)
    return this.#reconciler.stop().finally(() => clearTimeout(this.#timer))
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer)
    const { needsRetry, msUntilStop } = await runPipeline(this.#context, this.ref)
    const retryDelayMs = needsRetry ? computeRetryDelayMs(this.#failureCount++) : undefined
    if (!needsRetry) this.#failureCount = 0
    const delayMs = Math.min(retryDelayMs ?? maxTimerMs, msUntilStop ?? maxTimerMs)
    if (retryDelayMs !== undefined || msUntilStop !== undefined)
      this.#timer = setTimeout(() => this.#reconciler.requestRun(), delayMs)
  }
}

/** Serializes an object, except the fields that `StatusRecordEventsChangePredicate` of chaos-mesh ignores. */
const computeFingerprint = (chaos: NetworkChaos): string => {
  const ignoredKeys = new Set(['events', 'resourceVersion', 'generation', 'managedFields'])
  return JSON.stringify(chaos, (key, value) => (ignoredKeys.has(key) ? undefined : value))
}
