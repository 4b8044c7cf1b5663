import { describe, expect, it } from 'vitest'
import type { MergeRule } from '../kind.mts'
import { applyStrategicMergePatch } from './strategic-merge-patch.mts'

const rules: Record<string, MergeRule> = {
  'status.conditions': { keys: ['type'] },
  'spec.finalizers': 'set',
}
const apply = (current: object, patch: object) => applyStrategicMergePatch(rules, current, patch)

describe('applyStrategicMergePatch', () => {
  const current = {
    status: { conditions: [{ type: 'A', status: 'True', reason: 'r' }, { type: 'B' }] },
  }

  it('merges lists by key, as for conditions written by NPD', () => {
    const patch = { status: { conditions: [{ type: 'A', status: 'False' }, { type: 'C' }] } }
    expect(apply(current, patch)).toEqual({
      status: {
        conditions: [{ type: 'A', status: 'False', reason: 'r' }, { type: 'C' }, { type: 'B' }],
      },
    })
  })

  it('removes an item with $patch: delete', () => {
    const patch = { status: { conditions: [{ $patch: 'delete', type: 'A' }] } }
    expect(apply(current, patch)).toEqual({ status: { conditions: [{ type: 'B' }] } })
  })

  it('replaces a list or object with $patch: replace', () => {
    const list = { status: { conditions: [{ $patch: 'replace' }, { type: 'D' }] } }
    expect(apply(current, list)).toEqual({ status: { conditions: [{ type: 'D' }] } })
    expect(apply({ a: { b: 1, c: 2 } }, { a: { $patch: 'replace', d: 3 } })).toEqual({
      a: { d: 3 },
    })
  })

  it('adds values to a set and removes values from it', () => {
    expect(
      apply({ spec: { finalizers: ['a', 'b'] } }, { spec: { finalizers: ['b', 'c'] } }),
    ).toEqual({
      spec: { finalizers: ['a', 'b', 'c'] },
    })
    const patch = { spec: { '$deleteFromPrimitiveList/finalizers': ['a'] } }
    expect(apply({ spec: { finalizers: ['a', 'b'] } }, patch)).toEqual({
      spec: { finalizers: ['b'] },
    })
  })

  it('orders a list by $setElementOrder', () => {
    const patch = { status: { '$setElementOrder/conditions': [{ type: 'B' }, { type: 'A' }] } }
    const result = apply(current, patch) as typeof current
    expect(result.status.conditions.map(({ type }) => type)).toEqual(['B', 'A'])
  })

  it('replaces lists without a rule and removes null fields', () => {
    expect(apply({ a: [1, 2], b: 1 }, { a: [3], b: null })).toEqual({ a: [3] })
  })

  it('rejects an item without its merge key', () => {
    expect(() => apply(current, { status: { conditions: [{ status: 'x' }] } })).toThrow(
      'does not contain declared merge key: type',
    )
  })

  it('does not modify its input', () => {
    const before = structuredClone(current)
    apply(current, { status: { conditions: [{ type: 'A', status: 'False' }] } })
    expect(current).toEqual(before)
  })
})
