import { renderAge } from '../../../kube/human-duration.mts'
import type { ContainerState, ContainerStatus, Pod } from '../../../kube/types.mts'

/**
 * The functions in this file render the cells of `kubectl get pods`, like the real server's `printPod`, but ignore
 * init containers.
 */

const isReady = ({ ready, state }: ContainerStatus): boolean => ready && !!state?.running

const findStateReason = (state: ContainerState | undefined): string | undefined => {
  if (state?.waiting?.reason) return state.waiting.reason
  const { terminated } = state ?? {}
  if (!terminated) return undefined
  return terminated.reason || `ExitCode:${terminated.exitCode}`
}

/**
 * Finds the status that `kubectl get pods` shows: usually the first reason that a container reports, or else the
 * reason or phase of the pod.
 */
const findStatusReason = (pod: Pod): string => {
  const statuses = pod.status?.containerStatuses ?? []
  const reportedReason = statuses
    .map(({ state }) => findStateReason(state))
    .find(reason => reason !== undefined)
  const reason = reportedReason ?? pod.status?.reason ?? pod.status?.phase ?? ''
  if (reason !== 'Completed' || !statuses.some(isReady)) return reason
  const readyCondition = pod.status?.conditions?.find(({ type }) => type === 'Ready')
  return readyCondition?.status === 'True' ? 'Running' : 'NotReady'
}

const hasFinished = ({ status }: Pod): boolean =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed'

export const renderPodStatus = (pod: Pod): string => {
  if (!pod.metadata.deletionTimestamp) return findStatusReason(pod)
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  return hasFinished(pod) ? findStatusReason(pod) : 'Terminating'
}

export const renderReadiness = ({ spec, status }: Pod): string => {
  const readyContainers = (status?.containerStatuses ?? []).filter(isReady)
  return `${readyContainers.length}/${spec.containers.length}`
}

/** Renders the number of restarts and the age of the last one. Example: `3 (2m19s ago)`. */
export const renderRestarts = ({ status }: Pod, now: Date): string => {
  const statuses = status?.containerStatuses ?? []
  const restarts = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0)
  const lastRestart = statuses
    .map(({ lastState }) => lastState?.terminated?.finishedAt ?? '')
    .sort()
    .at(-1)
  return restarts > 0 && lastRestart
    ? `${restarts} (${renderAge(lastRestart, now)} ago)`
    : String(restarts)
}
