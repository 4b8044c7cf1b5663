import type { Arrived } from './api-server.mts'
import type { Life } from './player.mts'

/** Where v1.34.0 has other words than v1.35.1, said in those of the latter. */
export const normalizeVersion = ({ log, arrived }: Life): Life => ({
  log,
  arrived: arrived.map(normalizeReference),
})

/** Up to v1.34 an event names its node by a made-up uid, later by the version of the API. */
const normalizeReference = (request: Arrived): Arrived => {
  const { involvedObject } = (request.body ?? {}) as { involvedObject?: Record<string, string> }
  if (!involvedObject) return request
  const { uid = '', apiVersion = '', ...rest } = involvedObject
  const isMadeUp = uid === involvedObject.name && apiVersion === ''
  const reference = isMadeUp ? { ...rest, apiVersion: 'v1' } : { ...rest, uid, apiVersion }
  return { ...request, body: { ...request.body, involvedObject: reference } }
}
