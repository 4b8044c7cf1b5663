import { isDeepStrictEqual } from 'node:util'
import type { ChaosCondition, NetworkChaos } from '../../chaos-mesh/types.mts'
import type { KubeApi } from '../../kube/api.mts'
import { createUpdatedEvent, finalizerInitedEvent, finalizerRemovedEvent } from './chaos-events.mts'
import { computeConditions, decidePhase } from './phases.mts'
import type { PodNetworks } from './pod-networks.mts'
import type { Recorder } from './recorder.mts'
import { advanceRecords, createRecords, listCandidates } from './records.mts'
import { type ExperimentRef, findChaos, updateChaos } from './update.mts'

export interface PipelineContext {
  api: KubeApi
  networks: PodNetworks
  recorder: Recorder
  signal: AbortSignal
}

/** Whether and when to run the pipeline again, even if the object does not change. */
export interface PipelineResult {
  /** Whether a step failed and must be retried with increasing delays. */
  needsRetry: boolean
  /** Milliseconds until the duration has passed. */
  msUntilStop?: number
}

const finalizer = 'chaos-mesh/records'
const cleanFinalizerAnnotation = 'chaos-mesh.chaos-mesh.org/cleanFinalizer'

/**
 * Runs chaos-mesh's steps on one experiment, in the same order as chaos-mesh. Each write triggers
 * another run, so a step makes only one change at a time. A failed record ends the run before the
 * finalizer is removed. An experiment whose pods cannot be injected or recovered therefore cannot
 * be deleted, even by force.
 */
export const runPipeline = async (
  context: PipelineContext,
  ref: ExperimentRef,
): Promise<PipelineResult> => {
  const run = new PipelineRun(context, ref)
  await run.initFinalizer()
  const msUntilStop = await run.setDesiredPhase()
  await run.setConditions()
  const needsRetry = await run.setRecords()
  if (!needsRetry) await run.cleanFinalizer()
  return msUntilStop === undefined ? { needsRetry } : { needsRetry, msUntilStop }
}

class PipelineRun {
  readonly #context: PipelineContext
  readonly #ref: ExperimentRef

  constructor(context: PipelineContext, ref: ExperimentRef) {
    this.#context = context
    this.#ref = ref
  }

  async initFinalizer(): Promise<void> {
    const chaos = await this.#find()
    const { deletionTimestamp, finalizers = [] } = chaos?.metadata ?? {}
    if (!chaos || deletionTimestamp || finalizers.includes(finalizer)) return
    this.#context.recorder.record(chaos, 'initFinalizers', finalizerInitedEvent)
    await this.#setFinalizers(chaos, [...finalizers, finalizer])
  }

  async setDesiredPhase(): Promise<number | undefined> {
    const chaos = await this.#find()
    if (!chaos) return undefined
    const { desiredPhase, event, msUntilStop } = decidePhase(chaos, new Date())
    if (chaos.status?.experiment.desiredPhase !== desiredPhase) {
      this.#context.recorder.record(chaos, 'desiredphase', event)
      await this.#update(current =>
        withStatus(current, { experiment: { ...current.status?.experiment, desiredPhase } }),
      )
      this.#context.recorder.record(chaos, 'desiredphase', createUpdatedEvent('desiredPhase'))
    }
    return msUntilStop
  }

  async setConditions(): Promise<void> {
    const chaos = await this.#find()
    if (!chaos) return
    const conditions = computeConditions(chaos)
    if (haveSameConditions(conditions, chaos.status?.conditions)) return
    await this.#update(current => withStatus(current, { conditions }))
  }

  /** Creates or advances the records. Returns true if an attempt failed. */
  async setRecords(): Promise<boolean> {
    const chaos = await this.#find()
    if (!chaos) return false
    const { api, networks, recorder, signal } = this.#context
    const existingRecords = chaos.status?.experiment.containerRecords
    const candidates = await listCandidates(api, signal)
    networks.retain(candidates.pods)
    const recordsOrFailedEvent = existingRecords ?? createRecords(chaos, candidates)
    if (!Array.isArray(recordsOrFailedEvent)) {
      recorder.record(chaos, 'records', recordsOrFailedEvent)
      return false
    }
    const change = advanceRecords(chaos, recordsOrFailedEvent, candidates, networks)
    for (const event of change.events) recorder.record(chaos, 'records', event)
    if (isDeepStrictEqual(change.records, existingRecords)) return change.needsRetry
    await this.#update(current =>
      withStatus(current, {
        experiment: { ...current.status?.experiment, containerRecords: change.records },
        ...(Object.keys(change.instances).length > 0 && { instances: change.instances }),
      }),
    )
    recorder.record(chaos, 'records', createUpdatedEvent('records'))
    return change.needsRetry
  }

  /**
   * Removes the finalizers of a deleted experiment once every pod is recovered. With the annotation for forced
   * cleanup, does not wait for the pods.
   */
  async cleanFinalizer(): Promise<void> {
    const chaos = await this.#find()
    if (!chaos?.metadata.deletionTimestamp) return
    const records = chaos.status?.experiment.containerRecords ?? []
    const isRecovered = records.every(({ phase }) => phase === 'Not Injected')
    const isForced = chaos.metadata.annotations?.[cleanFinalizerAnnotation] === 'forced'
    if (!isForced && !(isRecovered && chaos.metadata.finalizers?.length)) return
    this.#context.recorder.record(chaos, 'initFinalizers', finalizerRemovedEvent)
    await this.#setFinalizers(chaos, [])
  }

  async #setFinalizers(chaos: NetworkChaos, finalizers: string[]): Promise<void> {
    await this.#update(current => ({
      ...current,
      metadata: { ...current.metadata, finalizers },
    }))
    this.#context.recorder.record(chaos, 'initFinalizers', createUpdatedEvent('finalizer'))
  }

  #find(): Promise<NetworkChaos | undefined> {
    return findChaos(this.#context.api, this.#ref, this.#context.signal)
  }

  #update(change: (chaos: NetworkChaos) => NetworkChaos): Promise<NetworkChaos | undefined> {
    return updateChaos(this.#context.api, this.#ref, change, this.#context.signal)
  }
}

const withStatus = (
  chaos: NetworkChaos,
  status: Partial<NonNullable<NetworkChaos['status']>>,
): NetworkChaos => ({
  ...chaos,
  status: { ...chaos.status, experiment: chaos.status?.experiment ?? {}, ...status },
})

/** Whether both lists contain the same conditions. chaos-mesh writes conditions in random order. */
const haveSameConditions = (expected: ChaosCondition[], actual: ChaosCondition[] = []): boolean =>
  expected.length === actual.length &&
  expected.every(({ type, status }) =>
    actual.some(condition => condition.type === type && condition.status === status),
  )
