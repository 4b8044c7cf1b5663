import { setTimeout as delay } from 'node:timers/promises'
import { type ApiTransport, send } from './api-client.mts'
import { toValidText } from './go/strings.mts'
import { type Clock, toRfc3339 } from './go/time.mts'
import type { Condition } from './status.mts'

/** The part of NPD's `problemclient.Client` for conditions. The event recorder handles events. */
export interface ProblemClient {
  /**
   * NPD's `GetNode`, which checks that the API server is reachable and accepts NPD's credentials.
   */
  getNode(signal: AbortSignal): Promise<void>
  /** NPD's `SetConditions`. */
  setConditions(conditions: Condition[], signal: AbortSignal): Promise<void>
}

/** client-go's `retry.DefaultRetry`. */
const defaultRetry = { steps: 5, delayMs: 10 }

export const createProblemClient = (
  transport: ApiTransport,
  clock: Clock,
  nodeName: string,
): ProblemClient => {
  const path = `/api/v1/nodes/${nodeName}`
  return {
    getNode: signal =>
      send(transport, { method: 'GET', path: `${path}?resourceVersion=0`, signal }),
    setConditions: async (conditions, signal) => {
      const body = createPatch(conditions, clock)
      for (let step = 1; ; step += 1)
        try {
          return await send(transport, {
            method: 'PATCH',
            path: `${path}/status`,
            contentType: 'application/strategic-merge-patch+json',
            body,
            signal,
          })
        } catch (error) {
          if (step === defaultRetry.steps || signal.aborted) throw error
          await delay(defaultRetry.delayMs)
        }
    },
  }
}

/**
 * NPD's `generatePatch`. The heartbeat is the time when the patch is created, not when it arrives.
 */
const createPatch = (conditions: Condition[], clock: Clock): string => {
  const lastHeartbeatTime = toRfc3339(clock.now())
  const converted = conditions.map(({ type, status, transition, reason, message }) => ({
    type,
    status,
    lastHeartbeatTime,
    lastTransitionTime: toRfc3339(transition),
    ...(reason && { reason }),
    ...(message && { message: toValidText(message) }),
  }))
  return JSON.stringify({ status: { conditions: converted } })
}
