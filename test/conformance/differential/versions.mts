import type { Arrived } from './api-server.mts'
import type { NpdRun } from './player.mts'

/** Converts a run of v1.34.0 to the format of v1.35.1. */
export const normalizeVersion = ({ log, arrived }: NpdRun): NpdRun => ({
  log,
  arrived: arrived.map(normalizeReference),
})

/** Up to v1.34, an event refers to its node by a made-up uid. Later versions use the API version. */
const normalizeReference = (request: Arrived): Arrived => {
  const { involvedObject } = (request.body ?? {}) as { involvedObject?: Record<string, string> }
  if (!involvedObject) return request
  const { uid = '', apiVersion = '', ...rest } = involvedObject
  const isMadeUp = uid === involvedObject.name && apiVersion === ''
  const reference = isMadeUp ? { ...rest, apiVersion: 'v1' } : { ...rest, uid, apiVersion }
  return { ...request, body: { ...request.body, involvedObject: reference } }
}
