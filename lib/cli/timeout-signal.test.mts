import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { createTimeoutSignal } from './timeout-signal.mts'

it('fires even if only AbortSignal.any refers to it and garbage is collected', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const { signal } = new AbortController()
  const collecting = setInterval(collect, 10)
  const either = AbortSignal.any([signal, createTimeoutSignal(200)])
  await once(either, 'abort')
  clearInterval(collecting)
  expect(either.reason).toMatchObject({ name: 'TimeoutError' })
})
