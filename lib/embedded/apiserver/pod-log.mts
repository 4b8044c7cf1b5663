import type { Writable } from 'node:stream'
import type { Pod } from '../../kube/types.mts'
import { badRequest } from './errors.mts'
import { getObject } from './rest/read.mts'
import type { RestRequest } from './rest/request.mts'
import type { Store } from './store.mts'

interface PodLogOptions {
  container: string
  follow: boolean
  /** Read the log from before the last restart. */
  previous: boolean
  tailLines?: number
  since?: Date
  signal: AbortSignal
}

/**
 * Reads the log of a pod, like the kubelet in a real cluster. Returns undefined if there is none.
 */
export type PodLogs = (
  pod: Pod,
  options: PodLogOptions,
) => AsyncIterable<{ time: Date; text: string }> | undefined

/** Streams a container's log in response to `kubectl logs`. */
export const streamPodLog = async (
  store: Store,
  podLogs: PodLogs | undefined,
  request: RestRequest,
  out: Writable,
): Promise<void> => {
  const { query } = request
  const pod = getObject(store, request) as Pod
  const container = findContainer(pod, query.get('container'))
  const abort = new AbortController()
  out.once('close', () => abort.abort())
  const lines = podLogs?.(pod, { ...parseLogOptions(query), container, signal: abort.signal })
  if (!lines)
    throw badRequest(
      `container "${container}" in pod "${pod.metadata.name}" is waiting to start: ContainerCreating`,
    )
  const stamped = query.get('timestamps') === 'true'
  let left = Number(query.get('limitBytes') ?? Number.POSITIVE_INFINITY)
  for await (const { time, text } of lines) {
    const line = `${stamped ? `${time.toISOString().replace('Z', '000000Z')} ` : ''}${text}\n`
    out.write(line.slice(0, left))
    left -= line.length
    if (left <= 0 || out.destroyed) break
  }
  out.end()
}

const findContainer = (pod: Pod, requested: string | null): string => {
  const names = pod.spec.containers.map(({ name }) => name)
  if (requested && !names.includes(requested))
    throw badRequest(`container ${requested} is not valid for pod ${pod.metadata.name}`)
  return requested ?? names[0] ?? ''
}

const parseLogOptions = (query: URLSearchParams): Omit<PodLogOptions, 'container' | 'signal'> => {
  const [tail, seconds, time] = ['tailLines', 'sinceSeconds', 'sinceTime'].map(key =>
    query.get(key),
  )
  const since = time ? new Date(time) : seconds && new Date(Date.now() - Number(seconds) * 1000)
  return {
    follow: query.get('follow') === 'true',
    previous: query.get('previous') === 'true',
    tailLines: tail ? Number(tail) : undefined,
    since: since || undefined,
  }
}
