import { messageOf } from '../cli/errors.mts'
import { mapConcurrent } from '../kube/map-concurrent.mts'
import type { KubeNode } from '../kube/types.mts'
import type { Actor, Marking } from './actor.mts'
import type { Disruption, JudgedNode, Limits } from './decide.mts'
import { disruptionEvent, silentEvent } from './events.mts'
import * as lines from './lines.mts'

/** What marking needs: the actor, and the outputs. */
export interface Voice {
  actor: Actor
  say: (line: string) => void
  onError: (message: string) => void
}

/** The result of an attempt to mark a node; `failed` if the API server refused it or was not reached. */
export type Attempt = Marking | { outcome: 'failed' }

export interface MarkOptions extends Voice {
  /** Checked before each node, because the situation may have changed since the decision. */
  mayMark: () => boolean
  /** Called for each attempt before anything is printed. */
  onAttempt: (attempt: Attempt, node: KubeNode) => void
}

const parallel = 8

/** Marks nodes, and reports each result. Does not reject if a node cannot be marked. */
export const markNodes = async (nodes: JudgedNode[], options: MarkOptions): Promise<void> => {
  await mapConcurrent(nodes, parallel, judged => markNode(judged, options))
}

const markNode = async (
  { watched: { node }, unmarked, silentForMs }: JudgedNode,
  { actor, say, onError, mayMark, onAttempt }: MarkOptions,
): Promise<void> => {
  if (!mayMark()) return
  const now = new Date()
  let marking: Marking
  try {
    marking = await actor.mark(node, unmarked, now)
  } catch (error) {
    onAttempt({ outcome: 'failed' }, node)
    return onError(`${node.metadata.name} could not be marked: ${messageOf(error)}`)
  }
  onAttempt(marking, node)
  if (marking.outcome !== 'marked') return
  say(lines.marked(node, unmarked, { silentForMs, overwriteTrue: actor.overwritesTrue }))
  await actor.tell(silentEvent(node, unmarked, silentForMs, now))
}

export interface DisruptionNews {
  /** The Lease, to which the event refers. */
  lease: { name: string; namespace: string }
  disruption: Disruption
  judged: JudgedNode[]
  limits: Limits
}

/** Reports the start or the end of a cluster-wide outage. */
export const tellDisruption = async (
  { actor, say }: Pick<Voice, 'actor' | 'say'>,
  { lease, disruption, judged, limits }: DisruptionNews,
): Promise<void> => {
  const message = lines.disruption(disruption, judged, limits)
  say(message)
  await actor.tell(disruptionEvent(lease, disruption, message, new Date()))
}
