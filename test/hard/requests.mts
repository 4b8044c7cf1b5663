import type { HardCheck } from './check.mts'
import { sendHostileRequests } from './hostile-requests.mts'

const count = 20_000

/** Sends hostile requests to an API server in its own process. */
export const checkRequests: HardCheck = async ({ random }) => {
  const { tried, failed } = await sendHostileRequests(count, random(2 ** 31))
  const failures = failed.map(
    ({ request: { method, path }, response }) => `${method} ${path}: ${response}`,
  )
  return { tried, failures, note: 'paths, queries, headers, bodies, patches, protobuf' }
}
