import { UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { events, pods } from '../kube/resources.mts'
import type { KubeEvent, Pod } from '../kube/types.mts'

const maxLogLines = 3

/**
 * Runs `work`. If it throws a UserError, adds to the message the state of each pod that is not ready: its
 * containers, its last Warning event and the end of its log.
 */
export const withDiagnosis = async <T,>(
  api: KubeApi,
  { namespace, labelSelector }: { namespace: string; labelSelector: string },
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { items } = await api.list<Pod>(pods, { namespace, labelSelector })
    const unreadyPods = items.filter(pod => !isReady(pod))
    const lines = await Promise.all(unreadyPods.map(pod => diagnose(api, namespace, pod)))
    const message = [error.message, ...lines.flat()].join('\n    ')
    throw new UserError(message, error.hint, { cause: error })
  }
}

const isReady = ({ status }: Pod): boolean =>
  status?.containerStatuses?.every(({ ready }) => ready) ?? false

const diagnose = async (api: KubeApi, namespace: string, pod: Pod): Promise<string[]> => {
  const { name } = pod.metadata
  const [warning, log] = await Promise.all([
    findLastWarning(api, namespace, name),
    readLogTail(api, namespace, name),
  ])
  const notes = [...describeContainers(pod), ...(warning ? [warning] : []), ...log]
  return [`${name} on ${pod.spec.nodeName ?? 'no node'}:`, ...notes.map(note => `  ${note}`)]
}

const describeContainers = ({ status }: Pod): string[] => {
  const statuses = status?.containerStatuses ?? []
  if (statuses.length === 0) return [`the pod is ${status?.phase ?? 'new'}`]
  return statuses.flatMap(({ name, state, lastState, restartCount }) => {
    const { waiting } = state ?? {}
    const termination = state?.terminated ?? lastState?.terminated
    return [
      ...(waiting ? [`${name} is waiting: ${joinParts(waiting.reason, waiting.message)}`] : []),
      ...(termination
        ? [`${name} exited with code ${termination.exitCode}, ${restartCount} restarts`]
        : []),
    ]
  })
}

const joinParts = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(': ')

const findLastWarning = async (
  api: KubeApi,
  namespace: string,
  name: string,
): Promise<string | undefined> => {
  const fieldSelector = `involvedObject.name=${name},type=Warning`
  const { items } = await api.list<KubeEvent>(events, { namespace, fieldSelector })
  const lastWarning = items.sort((a, b) => timeOf(a) - timeOf(b)).at(-1)
  return lastWarning && `event ${joinParts(lastWarning.reason, lastWarning.message)}`
}

const timeOf = ({ lastTimestamp, eventTime, metadata }: KubeEvent): number =>
  Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '')

/** Returns an empty log if the container has not run yet. */
const readLogTail = async (api: KubeApi, namespace: string, name: string): Promise<string[]> => {
  const lines: string[] = []
  try {
    for await (const line of api.readPodLog(namespace, name, { tailLines: maxLogLines }))
      lines.push(`log ${line}`)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
  return lines
}
