import type { Writable } from 'node:stream'
import type { KubeObject } from '../../kube/types.mts'
import { type ApiError, expired } from './errors.mts'
import { apiVersionOf } from './kind.mts'
import { selectionOf } from './rest/read.mts'
import { formOf, renderObject, toJson } from './rest/render-reply.mts'
import type { RestRequest } from './rest/request.mts'
import type { Change, Store } from './store.mts'

/** A watcher that is this far behind, in bytes, is cut off: it can list again. */
const maxQueuedBytes = 16 * 1024 * 1024
const bookmarkMs = 60_000

export type WatchRequest = Pick<RestRequest, 'kind' | 'namespace' | 'query' | 'accept'>

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'

/**
 * Streams changes into `out` until the client leaves, `timeoutSeconds` are over, or it falls too far
 * behind. A watch from a version that is no longer known gets one ERROR event, code 410.
 */
export const watch = (store: Store, request: WatchRequest, out: Writable): void => {
  const { kind, query } = request
  const watcher = createWatcher(request, out)
  const since = query.get('resourceVersion') ?? ''
  const initial = since === '' || since === '0' || query.get('sendInitialEvents') === 'true'
  if (initial) sendState(store, request, watcher)
  else {
    const missed = store.changesSince(kind, Number(since))
    if (!missed || Number(since) > store.version) {
      watcher.fail(expired(`too old resource version: ${since} (${store.version})`))
      return
    }
    for (const change of missed) watcher.send(change)
  }
  keepOpen(store, request, watcher, out)
}

const sendState = (store: Store, request: WatchRequest, watcher: Watcher): void => {
  for (const object of store.list(request.kind)) watcher.sendObject('ADDED', object)
  if (request.query.get('sendInitialEvents') === 'true')
    watcher.bookmark(store.version, { 'k8s.io/initial-events-end': 'true' })
}

const keepOpen = (store: Store, { kind, query }: WatchRequest, watcher: Watcher, out: Writable) => {
  const unsubscribe = store.subscribe(change => {
    if (change.kind === kind) watcher.send(change)
  })
  const bookmarks =
    query.get('allowWatchBookmarks') === 'true'
      ? setInterval(() => watcher.bookmark(store.version), bookmarkMs)
      : undefined
  const seconds = Number(query.get('timeoutSeconds') ?? 0)
  const timeout = seconds > 0 ? setTimeout(() => out.end(), seconds * 1000) : undefined
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
}

const createWatcher = (request: WatchRequest, out: Writable): Watcher => {
  const { kind, namespace, query } = request
  const selected = selectionOf(kind, query)
  const matches = (object: KubeObject) =>
    (!namespace || object.metadata.namespace === namespace) && selected(object)
  const form = formOf(request.accept)
  let first = true

  const write = (type: EventType | 'ERROR', object: string) => {
    if (!out.writable) return
    out.write(`{"type":"${type}","object":${object}}\n`)
    if (out.writableLength > maxQueuedBytes) out.destroy()
  }
  const render = (object: KubeObject): string => {
    if (form === 'object') return toJson(object)
    const text = JSON.stringify(renderObject(kind, object, form, query, first))
    first = false
    return text
  }
  const sendObject = (type: EventType, object: KubeObject) => {
    if (matches(object)) write(type, render(object))
  }

  return {
    sendObject,
    send: ({ type, object, previous }) => {
      const [now, before] = [matches(object), previous !== undefined && matches(previous)]
      if (type !== 'MODIFIED') sendObject(type, object)
      else if (now) write(before ? 'MODIFIED' : 'ADDED', render(object))
      else if (before) write('DELETED', render(object))
    },
    bookmark: (version, annotations) => {
      const metadata = { resourceVersion: String(version), ...(annotations && { annotations }) }
      const bookmark = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata }
      write('BOOKMARK', render(bookmark as unknown as KubeObject))
    },
    fail: error => {
      out.end(`${JSON.stringify({ type: 'ERROR', object: error.status })}\n`)
    },
  }
}
