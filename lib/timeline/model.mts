import type { NodeCondition } from '../kube/types.mts'
import { NodeStory } from './node-story.mts'
import type { TimelineRecord } from './records.mts'
import type { Span } from './span-track.mts'

/** Something at one moment, in milliseconds since 1970. */
export interface Mark {
  at: number
  /** A short description. */
  what: string
  raw: TimelineRecord
}

/** A condition as NPD found it, or as the API server reported it. */
export interface ConditionSpan extends Span {
  condition: NodeCondition
  raw: TimelineRecord
}

/** An experiment on a pod of NPD. */
export interface CutSpan extends Span {
  experiment: string
  action: string
  raw: TimelineRecord
}

export interface NodeLanes {
  node: string
  /** The statuses of Ready, in order. */
  ready: string[]
  knew: ConditionSpan[]
  said: ConditionSpan[]
  cuts: CutSpan[]
  /** The changes of the heartbeat, as observed on the recorder's clock. */
  heartbeats: Mark[]
  /** From the judgment as silent to the next heartbeat. */
  silences: Span[]
  /** NPD killed a plugin at its timeout. */
  killed: Mark[]
  /** NPD failed to write an event or a condition. */
  failed: Mark[]
  events: Mark[]
  /** The watchdog set the condition to Unknown. */
  watchdog: Mark[]
}

/** One condition type of all nodes during a recording. Times are milliseconds since 1970. */
export interface Timeline extends Span {
  cluster: string
  type: string
  /** How long a node may send no heartbeat before it is silent, in milliseconds. */
  allowedMs: number
  /** Ordered by name. */
  nodes: NodeLanes[]
  notes: { at: number; text: string }[]
}

export interface ModelOptions {
  type: string
  /** From `allowedSilence`. */
  allowedMs: number
}

/** Converts records, ordered by time, into the model to draw. */
export const toTimeline = (
  records: readonly TimelineRecord[],
  { type, allowedMs }: ModelOptions,
): Timeline => {
  const [first] = records
  const from = timeOf(first)
  const to = timeOf(records.at(-1))
  const stories = new Map<string, NodeStory>()
  const storyOf = (node: string): NodeStory => {
    const story = stories.get(node) ?? new NodeStory(node, { from, type, allowedMs })
    stories.set(node, story)
    return story
  }
  const podNodes = new Map(
    records.flatMap(record => (record.kind === 'pod' ? [[record.pod, record.node]] : [])),
  )
  for (const record of records) {
    if (record.kind === 'chaos') {
      for (const node of new Set(podNodes.values())) {
        const pods = [...podNodes].filter(([, home]) => home === node).map(([pod]) => pod)
        storyOf(node).takeChaos(record, pods)
      }
    } else if ('node' in record) storyOf(record.node).take(record)
  }
  return {
    from,
    to,
    type,
    allowedMs,
    cluster: first?.kind === 'start' ? first.cluster : '',
    nodes: [...stories.values()]
      .map(story => story.end(to))
      .sort((a, b) => (a.node < b.node ? -1 : 1)),
    notes: records.flatMap(record =>
      record.kind === 'note' ? [{ at: timeOf(record), text: record.text }] : [],
    ),
  }
}

const timeOf = (record: TimelineRecord | undefined): number => Date.parse(record?.at ?? '') || 0
