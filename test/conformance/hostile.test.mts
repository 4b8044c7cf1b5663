import { expect, test } from 'vitest'
import { sendHostileRequests } from '../hard/hostile-requests.mts'

test('random hostile requests cause no internal error and do not end the server', async () => {
  const { tried, failed } = await sendHostileRequests(3_000, 1)
  expect(failed).toEqual([])
  expect(tried).toBe(3_000)
})
