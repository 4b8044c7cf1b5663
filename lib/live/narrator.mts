import { isMarked } from '../conditions/silence/mark.mts'
import type { NodeCondition } from '../kube/types.mts'
import { findEvidence } from '../logs/evidence.mts'
import { parseConditions } from '../timeline/parse-conditions.mts'
import type { TimelineRecord } from '../timeline/records.mts'
import { formatElapsedTime } from '../timeline/time-axis.mts'
import { describeFinding, describeReport } from './condition-sentences.mts'
import type { EntryDraft, EntryKind } from './entry.mts'

type RecordOf<K extends TimelineRecord['kind']> = Extract<TimelineRecord, { kind: K }>

/** A suggestion is repeated only after this time. */
const suggestionPauseMs = 60_000

/** The latest values of one condition of a node: from NPD's log and from the API server. */
interface LatestValues {
  fromNpd?: NodeCondition
  fromApi?: NodeCondition
}

/** Converts records, in order, into plain sentences. Ignores heartbeats. */
export class Narrator {
  /** The latest values, by node and condition type. */
  readonly #latestValues = new Map<string, Map<string, LatestValues>>()
  /** The node of each pod of NPD. */
  readonly #nodeOfPod = new Map<string, string>()
  /** The disconnected pods of each experiment. */
  readonly #disconnectedPods = new Map<string, Set<string>>()
  /** The time at which each suggestion was last made. */
  readonly #suggestedAt = new Map<string, number>()
  /** The time of the last heartbeat of each silent node. */
  readonly #silentSince = new Map<string, number>()

  apply(record: TimelineRecord): EntryDraft[] {
    return this.#removeRepeatedSuggestions(this.#narrate(record))
  }

  /**
   * Removes each suggestion that was made less than `suggestionPauseMs` ago. There are only a few different
   * suggestions, so `#suggestedAt` stays small.
   */
  #removeRepeatedSuggestions(drafts: EntryDraft[]): EntryDraft[] {
    return drafts.map(({ suggestion, command, ...draft }) => {
      if (suggestion === undefined) return draft
      const at = Date.parse(draft.at)
      if (at - (this.#suggestedAt.get(suggestion) ?? 0) < suggestionPauseMs) return draft
      this.#suggestedAt.set(suggestion, at)
      return { ...draft, suggestion, command }
    })
  }

  #narrate(record: TimelineRecord): EntryDraft[] {
    switch (record.kind) {
      case 'start':
        return [createDraft(record, 'recording', '', describeStart(record))]
      case 'note':
        return [createDraft(record, 'recording', '', record.text)]
      case 'node':
        return this.#applyNode(record)
      case 'event':
        return [
          createDraft(
            record,
            'event',
            record.node,
            `${record.type} event ${record.reason}: ${record.message}`,
          ),
        ]
      case 'chaos':
        return this.#applyChaos(record)
      case 'pod':
        return this.#applyPod(record)
      case 'log':
        return this.#applyLog(record)
      case 'end':
        return []
    }
  }

  /**
   * Reports the nodes that became silent or recovered since the last call. `since` is the time of a node's
   * last heartbeat.
   */
  narrateSilence(
    now: number,
    silent: Map<string, { since: number; allowedSilenceMs: number }>,
  ): EntryDraft[] {
    const at = new Date(now).toISOString()
    const recovered = [...this.#silentSince].filter(([node]) => !silent.has(node))
    const newlySilent = [...silent].filter(([node]) => !this.#silentSince.has(node))
    for (const [node] of recovered) this.#silentSince.delete(node)
    for (const [node, { since }] of newlySilent) this.#silentSince.set(node, since)
    return this.#removeRepeatedSuggestions([
      ...recovered.map(([node, since]): EntryDraft => {
        const text = `NPD is sending heartbeats again. It was silent for ${formatElapsedTime(now - since)}.`
        return { at, kind: 'recovered', node, text, sourceRecord: '' }
      }),
      ...newlySilent.map(([node, { allowedSilenceMs }]): EntryDraft => {
        const text = `NPD is silent: no heartbeat for more than ${formatElapsedTime(allowedSilenceMs)}. The status is only the last value that NPD sent.`
        const suggestion = 'Start the watchdog: it sets the conditions of silent nodes to Unknown.'
        return { at, kind: 'silent', node, text, sourceRecord: '', suggestion }
      }),
    ])
  }

  #getOrCreateLatestValues(node: string, type: string): LatestValues {
    const types = this.#latestValues.get(node) ?? new Map<string, LatestValues>()
    this.#latestValues.set(node, types)
    const latest = types.get(type) ?? {}
    types.set(type, latest)
    return latest
  }

  #applyNode(record: RecordOf<'node'>): EntryDraft[] {
    const { node, conditions, deleted, before } = record
    if (deleted) {
      this.#latestValues.delete(node)
      return [createDraft(record, 'reported', node, 'The node was deleted.')]
    }
    return conditions.flatMap((condition): EntryDraft | [] => {
      const latest = this.#getOrCreateLatestValues(node, condition.type)
      const previous = latest.fromApi
      latest.fromApi = condition
      if (before || (previous && hasSameStatusReasonAndMark(previous, condition))) return []
      const kind = isMarked(condition) ? 'watchdog' : 'reported'
      return {
        ...createDraft(record, kind, node, describeReport(condition, previous, latest.fromNpd)),
        sourceRecord: JSON.stringify(condition),
      }
    })
  }

  #applyLog(record: RecordOf<'log'>): EntryDraft[] {
    const { node, text, before } = record
    const evidence = findEvidence(text)
    const found = parseConditions(text).flatMap(condition => {
      const latest = this.#getOrCreateLatestValues(node, condition.type)
      const previous = latest.fromNpd
      latest.fromNpd = condition
      if (before || !previous || hasSameStatusReasonAndMark(previous, condition)) return []
      const { fromApi } = latest
      const differs = fromApi !== undefined && fromApi.status !== condition.status
      return {
        ...createDraft(record, 'found', node, describeFinding(condition, fromApi)),
        suggestion: differs
          ? 'Compare the two lanes of this node: only NPD has the new status.'
          : undefined,
        command: differs ? 'npx zx scripts/show.mts' : undefined,
      }
    })
    if (before || !evidence) return found
    if (evidence.kind === 'timeout') {
      const suggestion = 'Read the log of NPD on this node.'
      const command = `npx zx scripts/logs.mts ${node}`
      return [
        ...found,
        {
          ...createDraft(record, 'killed', node, 'NPD killed a plugin that timed out.'),
          suggestion,
          command,
        },
      ]
    }
    if (evidence.kind === 'status') return found
    const target = evidence.kind === 'event' ? 'an event' : 'its conditions'
    return [
      ...found,
      createDraft(record, 'failed', node, `NPD failed to write ${target} to the API server.`),
    ]
  }

  #applyPod(record: RecordOf<'pod'>): EntryDraft[] {
    const { pod, node, deleted } = record
    if (deleted) {
      this.#nodeOfPod.delete(pod)
      for (const latest of this.#latestValues.get(node)?.values() ?? []) delete latest.fromNpd
      return [createDraft(record, 'recording', node, `NPD's pod ${nameOf(pod)} was deleted.`)]
    }
    this.#nodeOfPod.set(pod, node)
    return [createDraft(record, 'recording', node, `NPD runs in the pod ${nameOf(pod)}.`)]
  }

  #applyChaos(record: RecordOf<'chaos'>): EntryDraft[] {
    const { experiment, records, deleted, before } = record
    const previousPods = this.#disconnectedPods.get(experiment) ?? new Set<string>()
    const injected = records.filter(({ phase }) => phase.startsWith('Injected')).map(({ id }) => id)
    const currentPods = new Set(deleted ? [] : injected)
    if (deleted) this.#disconnectedPods.delete(experiment)
    else this.#disconnectedPods.set(experiment, currentPods)
    const findNode = (pod: string) => this.#nodeOfPod.get(pod) ?? ''
    const newlyDisconnected = [...currentPods].filter(pod => !previousPods.has(pod))
    const reconnected = [...previousPods].filter(pod => !currentPods.has(pod))
    return [
      ...newlyDisconnected.map(pod => {
        const text = before
          ? 'NPD was already disconnected from the network.'
          : 'NPD was disconnected from the network. The kubelet is not affected.'
        const suggestion = 'Wait until NPD runs its plugin, and compare the two lanes of this node.'
        return { ...createDraft(record, 'disconnected', findNode(pod), text), suggestion }
      }),
      ...reconnected.map(pod =>
        createDraft(record, 'connected', findNode(pod), 'NPD is connected to the network again.'),
      ),
    ]
  }
}

const createDraft = (
  record: TimelineRecord,
  kind: EntryKind,
  node: string,
  text: string,
): EntryDraft => ({
  at: record.at,
  kind,
  node,
  text,
  sourceRecord: record.kind === 'log' ? record.text : JSON.stringify(record),
})

const nameOf = (pod: string): string => pod.split('/').at(-1) ?? pod

const hasSameStatusReasonAndMark = (a: NodeCondition, b: NodeCondition): boolean =>
  a.status === b.status && a.reason === b.reason && isMarked(a) === isMarked(b)

const describeStart = ({ cluster, periodMs }: RecordOf<'start'>): string =>
  `The recording of ${cluster} started. NPD sends a heartbeat every ${formatElapsedTime(periodMs)}.`
