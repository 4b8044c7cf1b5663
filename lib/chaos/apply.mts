import { isDeepStrictEqual } from 'node:util'
import { podId } from '../chaos-mesh/select-pods.mts'
import type { NetworkChaos } from '../chaos-mesh/types.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { ignoreNotFound } from '../kube/errors.mts'
import { networkChaos } from '../kube/resources.mts'
import type { Pod } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'

const injectTimeoutMs = 60_000
/** chaos-mesh usually recovers all pods in less than a second. */
const recoverTimeoutMs = 30_000

export type ApplyResult = 'created' | 'replaced' | 'unchanged'

/**
 * Applies the experiment to these pods, and waits until all of them are injected or the experiment has ended. Keeps
 * an existing experiment if it is identical. Replaces it if it has ended, or if its spec or its pods differ.
 */
export const applyExperiment = async (
  api: KubeApi,
  chaos: NetworkChaos,
  selectedPods: Pod[],
  signal: AbortSignal,
): Promise<ApplyResult> => {
  const existing = await findExperiment(api, chaos, signal)
  if (existing && canKeepExperiment(existing, chaos, selectedPods)) {
    await waitUntilInjected(api, chaos, signal)
    return 'unchanged'
  }
  if (existing) await deleteExperiment(api, chaos, signal)
  await api.create<NetworkChaos>(networkChaos, chaos, { signal })
  await waitUntilInjected(api, chaos, signal)
  return existing ? 'replaced' : 'created'
}

export const findExperiment = (
  api: KubeApi,
  { metadata }: NetworkChaos,
  signal: AbortSignal,
): Promise<NetworkChaos | undefined> =>
  api.find<NetworkChaos>(networkChaos, metadata.name, {
    namespace: metadata.namespace,
    signal,
  })

/** Whether the experiment still runs as requested, on the current pods. */
const canKeepExperiment = (
  existingChaos: NetworkChaos,
  requestedChaos: NetworkChaos,
  selected: Pod[],
): boolean => {
  const { metadata, spec, status } = existingChaos
  const records = status?.experiment.containerRecords?.map(({ id }) =>
    id.split('/').slice(0, 2).join('/'),
  )
  return (
    !metadata.deletionTimestamp &&
    !hasEnded(existingChaos) &&
    containsFields(spec, requestedChaos.spec) &&
    isDeepStrictEqual(new Set(records), new Set(selected.map(podId)))
  )
}

/**
 * Whether `actual` contains all requested fields. Ignores additional fields, because the API server adds
 * defaults. An additional `duration`, however, is a difference.
 */
const containsFields = (actual: unknown, requested: unknown): boolean => {
  if (typeof requested !== 'object' || requested === null) return actual === requested
  if (typeof actual !== 'object' || actual === null) return false
  if (Array.isArray(requested)) return isDeepStrictEqual(actual, requested)
  const fields = actual as Record<string, unknown>
  return (
    Object.entries(requested).every(([key, value]) => containsFields(fields[key], value)) &&
    ('duration' in requested || !('duration' in actual))
  )
}

const isInjected = ({ status }: NetworkChaos): boolean =>
  status?.conditions?.some(({ type, status }) => type === 'AllInjected' && status === 'True') ??
  false

/** Whether the duration of the experiment has elapsed. A short experiment can end before its status is first read. */
const hasEnded = ({ status }: NetworkChaos): boolean => status?.experiment.desiredPhase === 'Stop'

const createListOptions = ({ metadata }: NetworkChaos) => ({
  namespace: metadata.namespace ?? '',
  fieldSelector: `metadata.name=${metadata.name}`,
})

const waitUntilInjected = (api: KubeApi, chaos: NetworkChaos, signal: AbortSignal): Promise<true> =>
  waitFor<NetworkChaos, true>(api, networkChaos, {
    ...createListOptions(chaos),
    timeoutMs: injectTimeoutMs,
    signal,
    findResult: ([current]) =>
      current && (isInjected(current) || hasEnded(current)) ? true : undefined,
    createTimeoutError: ([current]) =>
      new UserError(
        `Failed to inject ${chaos.metadata.name} within ${injectTimeoutMs / 1000} s: ${describeRecords(current)}.`,
        'Run `kubectl describe networkchaos -n kube-system` to find the cause, and end the experiment with `npx zx scripts/chaos-delete.mts`.',
      ),
  })

const describeRecords = (chaos: NetworkChaos | undefined): string => {
  const records = chaos?.status?.experiment.containerRecords ?? []
  const pending = records.filter(({ phase }) => phase !== 'Injected')
  const reason = pending.flatMap(({ events }) => events?.at(-1)?.message ?? []).at(0)
  return `only ${records.length - pending.length} of ${records.length} pods are disconnected${reason ? ` (${reason})` : ''}`
}

/** `forced` means that chaos-mesh did not finish in time, so the finalizers were removed. */
export type DeleteResult = 'recovered' | 'forced'

/**
 * Deletes the experiment, and waits until it no longer exists, which means that all pods have recovered.
 * Removes the finalizers if chaos-mesh does not finish in time, for example because a node has no
 * chaos-daemon. Pods that have not recovered then remain disconnected until they are recreated.
 */
export const deleteExperiment = async (
  api: KubeApi,
  chaos: NetworkChaos,
  signal: AbortSignal,
  timeoutMs = recoverTimeoutMs,
): Promise<DeleteResult> => {
  const { name, namespace = '' } = chaos.metadata
  await api.delete(networkChaos, name, { namespace, signal })
  const isDeleted = await waitUntilDeleted(api, chaos, signal, timeoutMs)
  if (isDeleted) return 'recovered'
  const body = { metadata: { finalizers: null } }
  const patch = { type: 'merge', body } as const
  await api.patch(networkChaos, name, patch, { namespace, signal }).catch(ignoreNotFound)
  if (await waitUntilDeleted(api, chaos, signal, timeoutMs)) return 'forced'
  throw new UserError(
    `Failed to end ${name}: it still exists after its finalizers were removed.`,
    'Run `kubectl describe networkchaos -n kube-system` to find the cause.',
  )
}

/** Returns false if the timeout expires first. */
const waitUntilDeleted = (
  api: KubeApi,
  chaos: NetworkChaos,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<boolean> => {
  const timeoutError = new Error('The experiment still exists.')
  return waitFor<NetworkChaos, true>(api, networkChaos, {
    ...createListOptions(chaos),
    timeoutMs,
    signal,
    findResult: found => (found.length === 0 ? true : undefined),
    createTimeoutError: () => timeoutError,
  }).catch(error => {
    if (error !== timeoutError) throw error
    return false
  })
}
