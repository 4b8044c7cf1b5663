import { describe, expect, it } from 'vitest'
import { markSilent } from '../conditions/silence/mark.mts'
import {
  classifyDisruption,
  type DecisionInput,
  decide,
  defaultLimits,
  type EvaluatedNode,
  evaluateNode,
  initialPacing,
} from './decide.mts'
import { conditionAt, nodeWith } from './nodes.fixture.mts'
import { WatchedNodes } from './watched-nodes.mts'

const allowance = { allowedSilenceMs: 35_000, overdueMs: 24_000 }
const types = new Set(['NetworkProblem', 'DemoProblem'])

const evaluated = (
  name: string,
  silentForMs: number,
  { isMarked = false, type = 'NetworkProblem' } = {},
): EvaluatedNode | undefined => {
  const condition = conditionAt(0, { type })
  const node = nodeWith(name, condition)
  const shown = isMarked ? markSilent(node, condition, new Date()) : condition
  const watched = new WatchedNodes()
  watched.apply({ type: 'synced', objects: [nodeWith(name, shown)] }, 0)
  const [one] = watched.all()
  return one && evaluateNode(one, types, () => silentForMs, allowance)
}

const situation = (silentFor: number[], more: Partial<DecisionInput> = {}): DecisionInput => ({
  nowMs: 1_000_000,
  nodes: silentFor.flatMap((silentForMs, index) => evaluated(`n${index}`, silentForMs) ?? []),
  disconnectedForMs: 0,
  previousPacing: initialPacing,
  limits: defaultLimits,
  ...more,
})

const marked = (situation: DecisionInput) =>
  decide(situation).nodesToMark.map(({ watchedNode }) => watchedNode.node.metadata.name)

describe('evaluateNode', () => {
  it('treats a node as silent once NPD has sent no heartbeat for longer than allowed', () => {
    expect(evaluated('a', 35_000)).toMatchObject({
      isSilent: false,
      isOverdue: true,
      conditionsToMark: [],
    })
    expect(evaluated('a', 35_001)).toMatchObject({
      isSilent: true,
      conditionsToMark: [{ index: 1 }],
    })
    expect(evaluated('a', 24_000)).toMatchObject({ isOverdue: false })
  })

  it('treats a marked node as silent at the first observation, and does not mark it again', () => {
    expect(evaluated('a', 99_000, { isMarked: true })).toMatchObject({
      isSilent: true,
      conditionsToMark: [],
    })
    expect(evaluated('a', 0, { isMarked: true })).toMatchObject({ isSilent: true, isOverdue: true })
  })

  it('ignores a node without conditions of NPD', () => {
    expect(evaluated('a', 99_000, { type: 'SomebodyElses' })).toBeUndefined()
    expect(evaluated('a', 99_000, { type: 'Ready' })).toBeUndefined()
  })
})

describe('decide', () => {
  it('does not mark a node that sends heartbeats', () => {
    expect(decide(situation([0, 35_000, 10_000]))).toMatchObject({
      nodesToMark: [],
      pendingCount: 0,
    })
  })

  it('marks silent nodes, the longest silence first', () => {
    expect(marked(situation([40_000, 0, 60_000, 0, 0]))).toEqual(['n2', 'n0'])
  })

  it('evaluates no node while the API server does not respond', () => {
    const disconnected = situation([60_000, 0, 0], { disconnectedForMs: 15_001 })
    expect(decide(disconnected)).toMatchObject({
      isDisconnected: true,
      nodesToMark: [],
      shouldRestartTimers: false,
    })
    expect(marked({ ...disconnected, disconnectedForMs: 15_000 })).toEqual(['n0'])
  })

  it('detects an outage by the overdue nodes, even if only one node is silent', () => {
    const begins = situation([35_001, 30_000, 26_000, 0])
    expect(decide(begins)).toMatchObject({
      nodesToMark: [],
      pendingCount: 1,
      pacing: { disruption: 'partial', intervalStartMs: 1_000_000 },
      nextMarkAtMs: 1_100_000,
    })
  })

  it('marks one node at each interval during an outage', () => {
    const pacing = { disruption: 'full', intervalStartMs: 1_000_000 } as const
    const all = situation([40_000, 50_000, 60_000], { previousPacing: pacing })
    expect(decide({ ...all, nowMs: 1_099_999 }).nodesToMark).toEqual([])
    const first = decide({ ...all, nowMs: 1_100_000 })
    expect(first.nodesToMark).toHaveLength(1)
    expect(first).toMatchObject({
      pendingCount: 2,
      nextMarkAtMs: 1_200_000,
      pacing: { disruption: 'full', intervalStartMs: 1_100_000 },
    })
  })

  it('does not mark a node during an outage if the rate is zero', () => {
    const limits = { ...defaultLimits, disruptionRate: 0 }
    const previousPacing = { disruption: 'full', intervalStartMs: 0 } as const
    const decision = decide(situation([40_000, 50_000, 60_000], { previousPacing, limits }))
    expect([decision.nodesToMark, decision.pendingCount, decision.nextMarkAtMs]).toEqual([
      [],
      3,
      undefined,
    ])
  })

  it('restarts the timers of the other nodes when some recover from a full outage', () => {
    const previousPacing = { disruption: 'full', intervalStartMs: 0 } as const
    expect(decide(situation([0, 60_000, 60_000, 60_000], { previousPacing }))).toMatchObject({
      nodesToMark: [],
      shouldRestartTimers: true,
      pacing: { disruption: 'partial' },
    })
  })

  it('resumes marking when a partial outage ends', () => {
    const previousPacing = { disruption: 'partial', intervalStartMs: 0 } as const
    expect(marked(situation([60_000, 60_000, 0, 0], { previousPacing }))).toEqual(['n0', 'n1'])
  })

  it('counts marked nodes as silent', () => {
    const nodes = [
      evaluated('a', 0, { isMarked: true }),
      evaluated('b', 0, { isMarked: true }),
      evaluated('c', 40_000),
      evaluated('d', 0),
    ].flatMap(node => node ?? [])
    expect(decide(situation([], { nodes }))).toMatchObject({ nodesToMark: [], pendingCount: 1 })
  })
})

it.each([
  [4, 0, 'none'],
  // The demo disconnects two of four nodes.
  [4, 2, 'none'],
  [4, 3, 'partial'],
  [4, 4, 'full'],
  [3, 3, 'full'],
  [2, 2, 'none'],
  [1, 1, 'none'],
  [0, 0, 'none'],
  [100, 54, 'none'],
  [100, 55, 'partial'],
  [5_000, 5_000, 'full'],
])('%i nodes, %i of them silent: disruption %s', (nodes, silent, disruption) => {
  expect(classifyDisruption(nodes, silent, 0.55)).toBe(disruption)
})
