import { toValidText } from './go/strings.mts'
import { toRfc3339Nano } from './go/time.mts'
import type { ProblemMetrics } from './problem-metrics.mts'
import type { Condition } from './status.mts'

export interface NpdResponse {
  status: number
  contentType: string
  body: string
}

const plainText = 'text/plain; charset=utf-8'

/**
 * Returns the response of the server that NPD's `startHTTPReporting` starts, without Go's profiles under
 * `/debug/pprof/`.
 */
export const respondOnHttpPort = (path: string, conditions: Condition[]): NpdResponse => {
  if (path === '/healthz') return { status: 200, contentType: plainText, body: 'ok' }
  if (path !== '/conditions') return notFound
  return { status: 200, contentType: 'application/json', body: toJson(conditions) }
}

/** Returns the response of NPD's Prometheus exporter. */
export const respondOnPrometheusPort = (path: string, metrics: ProblemMetrics): NpdResponse =>
  path === '/metrics'
    ? {
        status: 200,
        contentType: 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
        body: metrics.render(),
      }
    : notFound

const notFound: NpdResponse = { status: 404, contentType: plainText, body: '404 page not found\n' }

/** Encodes like Go's `json.Marshal`. An empty list becomes `null`, and `<`, `>` and `&` are escaped. */
const toJson = (conditions: Condition[]): string => {
  if (conditions.length === 0) return 'null'
  const fields = conditions.map(({ type, status, transition, reason, message }) => ({
    type,
    status,
    transition: toRfc3339Nano(transition),
    reason,
    message: toValidText(message),
  }))
  return JSON.stringify(fields).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
