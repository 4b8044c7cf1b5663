import { expect, it } from 'vitest'
import { StatusError, send } from './api-client.mts'

const answering = (status: number, body: string) => ({ request: async () => ({ status, body }) })
const request = { method: 'GET' as const, path: '/x' }

it('returns the object in the response', async () => {
  expect(await send(answering(200, '{"a":1}'), request)).toEqual({ a: 1 })
})

it('rejects with the message of the API server', async () => {
  const body = '{"message":"nodes is forbidden","reason":"Forbidden"}'
  await expect(send(answering(403, body), request)).rejects.toEqual(
    new StatusError('nodes is forbidden', 403, 'Forbidden'),
  )
})

it('rejects with the status code if the response is not a Status', async () => {
  await expect(send(answering(502, '<html>'), request)).rejects.toThrow(
    'the server responded with status 502',
  )
})
