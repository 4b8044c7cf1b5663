import { expect, it } from 'vitest'
import { applyMergePatch } from './merge-patch.mts'

it('sets, removes and replaces, to a copy', () => {
  const current = { metadata: { labels: { a: '1', b: '2' } }, list: [1, 2] }
  const patch = { metadata: { labels: { a: null, c: '3' } }, list: [3] }
  expect(applyMergePatch(current, patch)).toEqual({
    metadata: { labels: { b: '2', c: '3' } },
    list: [3],
  })
  expect(current.list).toEqual([1, 2])
})
