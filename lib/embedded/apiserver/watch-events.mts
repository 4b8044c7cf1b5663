import type { KubeObject } from '../../kube/types.mts'
import { encodeJson } from './go-json.mts'
import { parseIncludeObject, parseRepresentation, renderObject } from './rest/render-reply.mts'
import type { Change } from './store.mts'
import type { WatchRequest } from './watch.mts'

export type WatchEvent = Change | { type: 'ADDED' | 'BOOKMARK'; object: KubeObject }

/** Renders an event as a line. Returns undefined if the watcher does not receive the event. */
export type EventRenderer = (event: WatchEvent) => Buffer | undefined

/** The last rendered line. Watchers that request the same representation share its bytes. */
let lineCache: { event: WatchEvent; key: string; line: Buffer } | undefined

/** Creates the renderer of one watcher. */
export const createRenderer = (
  { kind, query, acceptHeader }: WatchRequest,
  matches: (object: KubeObject) => boolean,
): EventRenderer => {
  const representation = parseRepresentation(acceptHeader)
  let withColumns = representation === 'table'
  return event => {
    if ('kind' in event && event.kind !== kind) return undefined
    const type = selectType(event, matches)
    if (!type) return undefined
    const key = [
      type,
      representation,
      withColumns,
      representation === 'table' && parseIncludeObject(query),
    ].join(' ')
    if (lineCache?.event !== event || lineCache.key !== key) {
      const object = renderObject(kind, selectState(type, event), {
        representation,
        query,
        withColumns,
      })
      lineCache = { event, key, line: renderLine(type, object) }
    }
    withColumns = false
    return lineCache.line
  }
}

type EventType = WatchEvent['type']

const renderLine = (type: EventType, object: object): Buffer =>
  Buffer.concat([
    Buffer.from(`{"type":"${type}","object":`),
    encodeJson(object),
    Buffer.from('}\n'),
  ])

/**
 * Returns the event type to send to the watcher. It depends on whether the object matches now, and whether it
 * matched before the change.
 */
const selectType = (
  event: WatchEvent,
  matches: (object: KubeObject) => boolean,
): EventType | undefined => {
  if (event.type === 'BOOKMARK') return event.type
  const isSelected = matches(event.object)
  if (event.type !== 'MODIFIED') return isSelected ? event.type : undefined
  const wasSelected = event.previousObject !== undefined && matches(event.previousObject)
  if (isSelected) return wasSelected ? 'MODIFIED' : 'ADDED'
  return wasSelected ? 'DELETED' : undefined
}

/**
 * Selects the state to send. When an object no longer matches, the watcher receives its last matching
 * state.
 */
const selectState = (type: EventType, event: WatchEvent): KubeObject =>
  event.type === 'MODIFIED' && type === 'DELETED' && event.previousObject
    ? withVersion(event.previousObject, event.object)
    : event.object

const withVersion = (previous: KubeObject, { metadata }: KubeObject): KubeObject => ({
  ...previous,
  metadata: { ...previous.metadata, resourceVersion: metadata.resourceVersion ?? '' },
})
