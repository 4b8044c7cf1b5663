import { expect, it } from 'vitest'
import { confirm } from './confirm.mts'
import { UsageError } from './errors.mts'

const { signal } = new AbortController()

it('asks nothing where the answer is given', async () => {
  await expect(confirm('Sure?', true, signal)).resolves.toBeUndefined()
})

it('refuses where nobody can be asked', async () => {
  const { isTTY } = process.stdin
  process.stdin.isTTY = false
  await expect(confirm('Sure?', false, signal)).rejects.toThrow(UsageError)
  process.stdin.isTTY = isTTY
})
