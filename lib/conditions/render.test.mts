import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import type { KubeNode, NodeCondition } from '../kube/types.mts'
import { nodeOf, ready } from './conditions.fixture.mts'
import { evaluateCondition, type Snapshot } from './conditions.mts'
import { renderClockSkews, renderConditions, renderJson, renderYaml } from './render.mts'
import { limitOf } from './silence/limit.mts'
import { markSilent } from './silence/mark.mts'

const now = new Date('2026-01-01T00:05:00Z')
const limit = limitOf({ periodMs: 30_000, source: 'DaemonSet' })
const plain = new Chalk({ level: 0 })

const condition: Partial<NodeCondition> = {
  status: 'True',
  reason: 'Broken',
  message: 'two\nlines',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  lastHeartbeatTime: '2026-01-01T00:04:50Z',
}
const old: Partial<NodeCondition> = {
  ...condition,
  status: 'False',
  lastHeartbeatTime: '2026-01-01T00:01:00Z',
}

const snapshotOf = (...nodes: [KubeNode, silentForMs: number][]): Snapshot => ({
  reportedConditions: nodes.map(([node, silentForMs]) =>
    evaluateCondition(node, 'Problem', silentForMs, limit),
  ),
  now,
  limit,
})
const tableOf = (node: KubeNode, silentForMs: number): string =>
  renderConditions(snapshotOf([node, silentForMs]), plain)

const snapshot = snapshotOf(
  [nodeOf('a', condition, ready), 10_000],
  [nodeOf('b', old, ready), 240_000],
  [nodeOf('c', undefined, { ...ready, status: 'False' }), 0],
)

it('prints a line for each node with the verdict and ages, and the counts', () => {
  expect(renderConditions(snapshot, plain)).toBe(
    [
      'NODE  VERDICT        STATUS  REASON  SINCE  HEARTBEAT  KUBELET   MESSAGE',
      'a     problem        True    Broken  5m     10s ago    Ready     two lines',
      'b     silent for 4m  False   Broken  5m     4m ago     Ready     last value: "two lines"',
      'c     missing                                          NotReady',
      "1 with a problem, 1 silent, 1 missing (a node is silent after 1m15s without a heartbeat; heartbeat period 30s, from NPD's DaemonSet)",
      '',
    ].join('\n'),
  )
})

it('colors the verdict and the status, and dims the last value of a silent node', () => {
  const text = renderConditions(snapshot, new Chalk({ level: 1 }))
  expect(text).toContain('\u001b[31mproblem\u001b[39m')
  expect(text).toContain('\u001b[31mTrue\u001b[39m')
  expect(text).toContain('\u001b[35msilent for 4m\u001b[39m')
  expect(text).toContain('\u001b[2mFalse\u001b[22m')
  expect(text).toContain('\u001b[2mlast value: "two lines"\u001b[22m')
  expect(text).toContain('\u001b[33mNotReady\u001b[39m')
})

it("prints NPD's last value instead of a mark", () => {
  const node = nodeOf('a', old, ready)
  const [mark] = (node.status?.conditions ?? []).map(condition => markSilent(node, condition, now))
  expect(tableOf(nodeOf('a', mark, ready), 240_000)).toMatch(
    /silent for 4m {2}Unknown {2}NodeProblemDetectorSilent .* last value: False, Broken, "two lines"\n/,
  )
})

it('reports a heartbeat in the future, but not a rounding error', () => {
  const at = (lastHeartbeatTime: string) =>
    tableOf(nodeOf('a', { ...condition, lastHeartbeatTime }), 0)
  expect(at('2026-01-01T01:05:00Z')).toContain('  in 60m  ')
  expect(at('2026-01-01T00:05:01Z')).toContain('  0s ago  ')
})

it.each([undefined, '0001-01-01T00:00:00Z'])('prints `never` for a missing heartbeat: %s', time => {
  const { lastHeartbeatTime: _, ...without } = condition
  const node = nodeOf('a', { ...without, ...(time && { lastHeartbeatTime: time }) })
  expect(tableOf(node, 0)).toContain('  never  ')
})

it('names the nodes whose clocks are fast', () => {
  expect(
    renderClockSkews([
      { name: 'a', aheadMs: 3_600_000 },
      { name: 'b', aheadMs: 5_000 },
    ]),
  ).toContain('a by 60m, b by 5s')
})

it('prints a YAML document for each node', async () => {
  const text = await renderYaml(snapshot)
  expect(text).toMatch(
    /^---\nname: a\nverdict: problem\nkubelet: Ready\ncondition:\n {2}type: Problem\n/,
  )
  expect(text).toMatch(/---\nname: c\nverdict: missing\nkubelet: NotReady\ncondition: null\n$/)
})

it('prints a JSON array', () => {
  expect(JSON.parse(renderJson(snapshot))).toEqual([
    {
      name: 'a',
      verdict: 'problem',
      kubelet: 'Ready',
      condition: expect.objectContaining({ status: 'True' }),
    },
    {
      name: 'b',
      verdict: 'silent',
      silentSeconds: 240,
      kubelet: 'Ready',
      condition: expect.objectContaining({ status: 'False' }),
    },
    { name: 'c', verdict: 'missing', kubelet: 'NotReady', condition: null },
  ])
})
