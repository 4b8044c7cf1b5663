import type { Writable } from 'node:stream'
import { messageOf } from '../../cli/errors.mts'
import type { Pod } from '../../kube/types.mts'
import { parseGoTime } from '../../npd/go/rfc3339.mts'
import { badRequest, invalid } from './errors.mts'
import { forbiddenField, invalidField } from './field-errors.mts'
import type { FieldError } from './kind.mts'
import { isTrue, parseInteger } from './rest/list-options.mts'
import { getObject } from './rest/read.mts'
import type { RestRequest } from './rest/request.mts'
import type { Store } from './store.mts'

interface PodLogOptions {
  container: string
  follow: boolean
  /** Whether to read the log that the container wrote before its last restart. */
  previous: boolean
  tailLines?: number
  sinceTime?: Date
  signal: AbortSignal
}

/** Reads the log of a pod, like the kubelet in a real cluster. Returns undefined if there is no log. */
export type PodLogReader = (
  pod: Pod,
  options: PodLogOptions,
) => AsyncIterable<{ time: Date; text: string }> | undefined

/** Streams a container's log in response to `kubectl logs`. */
export const streamPodLog = async (
  store: Store,
  readPodLog: PodLogReader | undefined,
  request: RestRequest,
  openStream: () => Writable,
): Promise<void> => {
  const { limitBytes, timestamps, ...options } = parseLogOptions(request)
  const pod = getObject(store, request) as Pod
  const container = findContainer(pod, request.query.get('container'))
  const abortController = new AbortController()
  const lines = readPodLog?.(pod, { ...options, container, signal: abortController.signal })
  if (!lines)
    throw badRequest(
      `container "${container}" in pod "${pod.metadata.name}" is waiting to start: ContainerCreating`,
    )
  const output = openStream()
  output.once('close', () => abortController.abort())
  let remainingBytes = limitBytes ?? Number.POSITIVE_INFINITY
  for await (const { time, text } of lines) {
    const line = Buffer.from(
      `${timestamps ? `${time.toISOString().replace('Z', '000000Z')} ` : ''}${text}\n`,
    )
    output.write(line.subarray(0, remainingBytes))
    remainingBytes -= line.length
    if (remainingBytes <= 0 || output.destroyed) break
  }
  output.end()
}

const findContainer = (pod: Pod, requestedName: string | null): string => {
  const names = pod.spec.containers.map(({ name }) => name)
  if (requestedName && !names.includes(requestedName))
    throw badRequest(`container ${requestedName} is not valid for pod ${pod.metadata.name}`)
  return requestedName ?? names[0] ?? ''
}

interface ParsedLogOptions extends Omit<PodLogOptions, 'container' | 'signal'> {
  limitBytes?: number
  timestamps: boolean
}

/** Parses the options. Throws 400 for malformed values, and 422 for invalid ones, like `ValidatePodLogOptions`. */
const parseLogOptions = ({ query, name = '' }: RestRequest): ParsedLogOptions => {
  const readNumber = (key: string) => (query.get(key) ? parseInteger(query.get(key)) : undefined)
  const [tailLines, sinceSeconds, limitBytes] = ['tailLines', 'sinceSeconds', 'limitBytes'].map(
    readNumber,
  )
  const sinceTime = parseTime(query.get('sinceTime'))
  const errors = [
    ...validateMinimum('tailLines', tailLines, 0),
    ...(sinceTime && sinceSeconds !== undefined
      ? [forbiddenField('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified')]
      : validateMinimum('sinceSeconds', sinceSeconds, 1)),
    ...validateMinimum('limitBytes', limitBytes, 1),
  ]
  if (errors.length > 0) throw invalid({ kind: 'PodLogOptions', group: '' }, name, errors)
  const sinceDate = sinceSeconds && new Date(Date.now() - sinceSeconds * 1_000)
  return {
    follow: isTrue(query.get('follow')),
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    tailLines,
    limitBytes,
    sinceTime: sinceTime ?? (sinceDate || undefined),
  }
}

const validateMinimum = (
  field: string,
  value: number | undefined,
  minimum: 0 | 1,
): FieldError[] => {
  if (value === undefined || value >= minimum) return []
  const detail = minimum === 0 ? 'must be greater than or equal to 0' : 'must be greater than 0'
  return [invalidField(field, value, detail)]
}

const parseTime = (text: string | null): Date | undefined => {
  if (!text) return undefined
  try {
    parseGoTime(text)
  } catch (error) {
    throw badRequest(messageOf(error))
  }
  return new Date(text)
}
