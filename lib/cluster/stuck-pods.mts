import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { observe } from '../kube/informer.mts'
import { pods } from '../kube/resources.mts'
import type { Pod } from '../kube/types.mts'
import { withDiagnosis } from './diagnose.mts'

/** Waiting reasons that never resolve on their own, from kubelet's `images/types.go` and `container.go`. */
const stuckReasons = new Set([
  ...['ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName', 'ImageInspectError'],
  ...['CreateContainerConfigError', 'CreateContainerError', 'CrashLoopBackOff'],
])

interface PodSelection {
  namespace: string
  /** An empty selector selects all pods in the namespace. */
  labelSelector: string
  signal: AbortSignal
}

/**
 * Runs `work`, and aborts it once a container of a new pod cannot start. Ignores pods that existed before,
 * because an earlier rollout may have failed. Rejects with a UserError that contains the container's waiting
 * reason, and the pod's events and log.
 */
export const failOnStuckPods = async <T,>(
  api: KubeApi,
  { signal: callerSignal, ...selection }: PodSelection,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const { items } = await api.list<Pod>(pods, { ...selection, signal: callerSignal })
  const existingUids = new Set(items.map(({ metadata }) => metadata.uid ?? ''))
  const doneController = new AbortController()
  const stuckController = new AbortController()
  let stuckError: UserError | undefined
  const watching = waitForStuckPodError(
    api,
    { ...selection, signal: AbortSignal.any([callerSignal, doneController.signal]) },
    existingUids,
  ).then(found => {
    stuckError = found
    if (found) stuckController.abort()
  })
  // Awaited below; this only prevents an unhandled rejection until then.
  watching.catch(() => {})
  try {
    return await work(AbortSignal.any([callerSignal, stuckController.signal]))
  } catch (error) {
    const found = callerSignal.aborted ? undefined : stuckError
    if (!found) throw error
    return await withDiagnosis(api, selection, () => Promise.reject(found))
  } finally {
    doneController.abort()
    await watching
  }
}

/**
 * Resolves with undefined if the signal aborts or the watch fails with a UserError. In these cases,
 * `failOnStuckPods` settles as `work` does.
 */
const waitForStuckPodError = async (
  api: KubeApi,
  selection: PodSelection,
  existingUids: Set<string>,
): Promise<UserError | undefined> => {
  try {
    for await (const change of observe<Pod>(api, pods, selection)) {
      const changed = 'objects' in change ? change.objects : [change.object]
      const error = changed
        .filter(({ metadata }) => !existingUids.has(metadata.uid ?? ''))
        .map(findStuckError)
        .find(found => found !== undefined)
      if (error) return error
    }
  } catch (error) {
    if (!selection.signal.aborted && !(error instanceof UserError)) throw error
  }
  return undefined
}

const chooseHint = (reason: string, isDiskFull: boolean): string => {
  if (isDiskFull) return 'Free some space, or choose another folder with NPD_TEST_DIR.'
  return reason === 'CrashLoopBackOff'
    ? "Fix the error that the pod's log shows, then run the script again."
    : 'Check that the nodes can pull the image, load it with `kind load docker-image`, or use `--cluster embedded`.'
}

const findStuckError = ({ metadata, spec, status }: Pod): UserError | undefined => {
  if (metadata.deletionTimestamp) return undefined
  const { namespace, name } = metadata
  for (const { state, image } of status?.containerStatuses ?? []) {
    const { reason = '', message = `image ${image}` } = state?.waiting ?? {}
    const isDiskFull = message.startsWith('ENOSPC')
    if (isDiskFull || stuckReasons.has(reason))
      return new UserError(
        `Failed to start pod ${namespace}/${name} on ${spec.nodeName}: ${reason}: ${message}.`,
        chooseHint(reason, isDiskFull),
      )
  }
  return undefined
}
