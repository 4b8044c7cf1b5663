import type { ConditionStatus, NodeCondition } from '../kube/types.mts'
import type { RecordContent, TimelineRecord } from './records.mts'

export const start = Date.parse('2026-11-25T10:00:00Z')

/** A record this many seconds after the start. */
export const at = (seconds: number, content: RecordContent): TimelineRecord => ({
  at: new Date(start + seconds * 1000).toISOString(),
  ...content,
})

/** A recording with its start, and its end after this many seconds. */
export const recordingOf = (seconds: number, ...records: TimelineRecord[]): TimelineRecord[] => [
  at(0, { kind: 'start', format: 1, cluster: 'test', periodMs: 10_000 }),
  ...records,
  at(seconds, { kind: 'end' }),
]

const condition = (
  status: ConditionStatus,
  heartbeat: number,
  reason = 'ApiServerReachable',
): NodeCondition => ({
  type: 'P',
  status,
  reason,
  message: 'm',
  lastHeartbeatTime: new Date(start + heartbeat * 1000).toISOString(),
})

/** Records a condition of a node, with a heartbeat of the same second by default. */
export const nodeRecord = (
  seconds: number,
  node: string,
  status: ConditionStatus,
  heartbeat = seconds,
): TimelineRecord => at(seconds, nodeWith(node, condition(status, heartbeat)))

const nodeWith = (node: string, own: NodeCondition): RecordContent => ({
  kind: 'node',
  node,
  conditions: [{ type: 'Ready', status: 'True' }, own],
})

export const podOf = (node: string): string => `kube-system/npd-${node}`

export const pod = (seconds: number, node: string, name = podOf(node)): TimelineRecord =>
  at(seconds, { kind: 'pod', pod: name, node })

export const log = (seconds: number, node: string, text: string): TimelineRecord =>
  at(seconds, { kind: 'log', node, pod: podOf(node), text })

export const statusLine = (
  seconds: number,
  node: string,
  status: ConditionStatus,
): TimelineRecord =>
  log(
    seconds,
    node,
    `I1125 10:00:00.000000       1 custom_plugin_monitor.go:284] New status generated: &{Source:s Events:[] Conditions:[{Type:P Status:${status} Transition:2026 Reason:R Message:m}]}`,
  )

export const timeoutLine =
  'E1125 10:00:00.000000       1 plugin.go:186] Error in running plugin timeout "./x.sh"'
export const failedLine =
  'E1125 10:00:00.000000       1 event.go:368] "Unable to write event (may retry after sleeping)" err="x"'

export const chaos = (
  seconds: number,
  nodes: string[],
  phase: 'Injected' | 'Not Injected' = 'Injected',
): TimelineRecord =>
  at(seconds, {
    kind: 'chaos',
    experiment: 'kube-system/partition',
    action: 'partition',
    records: nodes.map(node => ({ id: podOf(node), phase })),
  })

/** A node that is disconnected at 20 s, whose NPD finds the problem at 25 s, and that recovers at 110 s. */
export const partition = (): TimelineRecord[] =>
  recordingOf(
    130,
    pod(0, 'a'),
    pod(0, 'b'),
    nodeRecord(0, 'a', 'False'),
    nodeRecord(0, 'b', 'False'),
    statusLine(1, 'a', 'False'),
    ...[10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120].map(seconds =>
      nodeRecord(seconds, 'b', 'False'),
    ),
    nodeRecord(10, 'a', 'False'),
    chaos(19, ['a'], 'Not Injected'),
    chaos(20, ['a']),
    log(25, 'a', timeoutLine),
    statusLine(25, 'a', 'Unknown'),
    log(55, 'a', failedLine),
    at(50, nodeWith('a', condition('Unknown', 10, 'NodeProblemDetectorSilent'))),
    at(50, {
      kind: 'event',
      node: 'a',
      type: 'Warning',
      reason: 'NodeProblemDetectorSilent',
      message: 'silent',
      source: 'watchdog',
    }),
    at(110, {
      kind: 'chaos',
      experiment: 'kube-system/partition',
      action: 'partition',
      records: [],
      deleted: true,
    }),
    nodeRecord(111, 'a', 'Unknown', 111),
    statusLine(112, 'a', 'False'),
    nodeRecord(115, 'a', 'False', 115),
  ).sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
