import type { Writable } from 'node:stream'
import type { KubeObject } from '../../kube/types.mts'
import { type ApiError, expired, tooLargeVersion } from './errors.mts'
import { toGoForm } from './go-form.mts'
import { renderJson } from './go-json.mts'
import { apiVersionOf } from './kind.mts'
import { type ListOptions, parseListOptions, parseVersion } from './rest/list-options.mts'
import { parseSelectors } from './rest/read.mts'
import { parseForm, renderObject, toJson } from './rest/render-reply.mts'
import type { RestRequest } from './rest/request.mts'
import { type Change, historyLimit, type Store } from './store.mts'
import { createWatchQueue } from './watch-queue.mts'

/**
 * Number of changes that a watcher may be behind. It equals the history limit of the store, so a
 * slow watcher keeps no additional objects in memory.
 */
const maxBehind = historyLimit
const bookmarkMs = 60_000

export type WatchRequest = Pick<RestRequest, 'kind' | 'namespace' | 'query' | 'accept'>

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'

/**
 * Streams changes until the client disconnects, `timeoutSeconds` have passed, or the client is too
 * far behind. A watch from a version that is too old gets one ERROR event with code 410. A watch
 * from a future version waits. Throws 400 and 422 before it opens the stream.
 */
export const watch = (store: Store, request: WatchRequest, openStream: () => Writable): void => {
  const options = parseListOptions(request.query, true)
  const since = parseVersion(options.version || '0')
  const selected = parseSelectors(request.kind, request.query)
  const out = openStream()
  if (options.timeoutSeconds < 0) {
    out.end()
    return
  }
  const watcher = createWatcher(request, selected, out)
  if (options.sendInitialEvents && since > store.version)
    watcher.fail(tooLargeVersion(since, store.version, true))
  else if (startsWithState(options, since)) sendInitialState(store, request, options, watcher)
  else {
    const missed = since === 0 ? [] : store.changesSince(request.kind, since)
    if (!missed) {
      watcher.fail(expired(`too old resource version: ${since} (${store.version})`))
      return
    }
    for (const change of missed) watcher.send(change)
  }
  watcher.open()
  keepOpen(store, request, { ...options, since }, { watcher, out })
}

/**
 * Whether the watch starts with all existing objects. By default, it does for version 0 or none.
 */
const startsWithState = ({ sendInitialEvents }: ListOptions, since: number): boolean =>
  sendInitialEvents ?? since === 0

const sendInitialState = (
  store: Store,
  { kind, namespace }: WatchRequest,
  { sendInitialEvents, allowWatchBookmarks }: ListOptions,
  watcher: Watcher,
): void => {
  for (const object of store.list(kind, namespace)) watcher.sendObject('ADDED', object)
  if (sendInitialEvents && allowWatchBookmarks)
    watcher.bookmark(store.version, { 'k8s.io/initial-events-end': 'true' })
}

const keepOpen = (
  store: Store,
  { kind }: WatchRequest,
  { since, allowWatchBookmarks, timeoutSeconds }: ListOptions & { since: number },
  { watcher, out }: { watcher: Watcher; out: Writable },
) => {
  const unsubscribe = store.subscribe(change => {
    if (change.kind === kind && change.version > since) watcher.send(change)
  })
  const bookmarks = allowWatchBookmarks
    ? setInterval(() => watcher.bookmark(store.version), bookmarkMs)
    : undefined
  const timeout =
    timeoutSeconds > 0 ? setTimeout(() => out.end(), timeoutSeconds * 1000) : undefined
  out.once('close', () => {
    unsubscribe()
    clearInterval(bookmarks)
    clearTimeout(timeout)
  })
}

interface Watcher {
  send: (change: Change) => void
  sendObject: (type: EventType, object: KubeObject) => void
  bookmark: (version: number, annotations?: Record<string, string>) => void
  fail: (error: ApiError) => void
  /** Starts counting how far the watcher is behind. */
  open: () => void
}

/** When an object leaves a selection, the watcher gets its last matching state. */
const withVersion = (previous: KubeObject, { metadata }: KubeObject): KubeObject => ({
  ...previous,
  metadata: { ...previous.metadata, resourceVersion: metadata.resourceVersion ?? '' },
})

const createWatcher = (
  { kind, namespace, query, accept }: WatchRequest,
  selected: (object: KubeObject) => boolean,
  out: Writable,
): Watcher => {
  const queue = createWatchQueue(out, maxBehind)
  const form = parseForm(accept)
  const matches = (object: KubeObject) =>
    (!namespace || object.metadata.namespace === namespace) && selected(object)
  let first = true

  const render = (object: KubeObject): string => {
    if (form === 'object') return toJson(object)
    const text = renderJson(renderObject(kind, object, { form, query, withColumns: first }))
    first = false
    return text
  }
  const write = (type: EventType, object: KubeObject) =>
    queue.push(() => `{"type":"${type}","object":${render(object)}}\n`)
  const sendObject = (type: EventType, object: KubeObject) => {
    if (matches(object)) write(type, object)
  }

  return {
    sendObject,
    send: ({ type, object, previous }) => {
      const [now, before] = [matches(object), previous !== undefined && matches(previous)]
      if (type !== 'MODIFIED') sendObject(type, object)
      else if (now) write(before ? 'MODIFIED' : 'ADDED', object)
      else if (previous && before) write('DELETED', withVersion(previous, object))
    },
    bookmark: (version, annotations) => {
      const metadata = { resourceVersion: String(version), annotations }
      const bookmark = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata }
      write('BOOKMARK', toGoForm(kind, bookmark) as unknown as KubeObject)
    },
    fail: ({ status }) => queue.end(`${renderJson({ type: 'ERROR', object: status })}\n`),
    open: queue.open,
  }
}
