import type { Writable } from 'node:stream'
import type { KubeObject } from '../../kube/types.mts'
import { type ApiError, expired, resourceVersionTooLarge } from './errors.mts'
import { renderJson } from './go-json.mts'
import { toGoStruct } from './go-struct.mts'
import { apiVersionOf } from './kind.mts'
import { type ListOptions, parseListOptions, parseVersion } from './rest/list-options.mts'
import { parseSelectors } from './rest/read.mts'
import type { RestRequest } from './rest/request.mts'
import { defaultHistoryLimits, type Store } from './store.mts'
import { createRenderer, type EventRenderer, type WatchEvent } from './watch-events.mts'

/**
 * How far a watcher may fall behind, as a share of the store's history. The rest of the history lets a
 * disconnected client resume from its last version.
 */
const maxLagShare = 0.5
const maxLag = {
  changes: defaultHistoryLimits.changes * maxLagShare,
  bytes: defaultHistoryLimits.bytes * maxLagShare,
}
const bookmarkIntervalMs = 60_000

export type WatchRequest = Pick<RestRequest, 'kind' | 'namespace' | 'query' | 'acceptHeader'>

/**
 * Streams changes until the client disconnects, `timeoutSeconds` have passed, or the client is too far behind. A
 * watch from a version that is too old receives one ERROR event with code 410. A watch from a future version waits
 * until the store reaches that version, or receives an ERROR event with code 504 if `sendInitialEvents` is true. If
 * an option is invalid, throws 400, 422 or 500 before it opens the stream.
 */
export const watch = (store: Store, request: WatchRequest, openStream: () => Writable): void => {
  const options = parseListOptions(request.query, true)
  const startVersion = parseVersion(options.version || '0')
  const matchesSelectors = parseSelectors(request.kind, request.query)
  const output = openStream()
  if (options.timeoutSeconds < 0) {
    output.end()
    return
  }
  // By default, a watch with version 0 or no version starts with all existing objects.
  const startsWithExistingObjects = options.sendInitialEvents ?? startVersion === 0
  const error = findError(store, {
    startVersion,
    startsWithExistingObjects,
    ...options,
  })
  if (error) {
    output.end(`${renderJson({ type: 'ERROR', object: error.status })}\n`)
    return
  }
  const { namespace } = request
  const render = createRenderer(
    request,
    object => (!namespace || object.metadata.namespace === namespace) && matchesSelectors(object),
  )
  streamEvents(store, output, {
    initialEvents: startsWithExistingObjects
      ? listInitialEvents(store, request, options)
      : [].values(),
    startVersion:
      startsWithExistingObjects || startVersion === 0
        ? Math.max(store.version, startVersion)
        : startVersion,
    render,
    buildBookmark: options.allowWatchBookmarks
      ? () => createBookmark(request, store.version)
      : undefined,
    timeoutSeconds: options.timeoutSeconds,
  })
}

const findError = (
  store: Store,
  {
    startVersion,
    startsWithExistingObjects,
    sendInitialEvents,
  }: ListOptions & { startVersion: number; startsWithExistingObjects: boolean },
): ApiError | undefined => {
  if (sendInitialEvents && startVersion > store.version)
    return resourceVersionTooLarge(startVersion, store.version, true)
  if (!startsWithExistingObjects && startVersion > 0 && store.isCompacted(startVersion))
    return expired(`too old resource version: ${startVersion} (${store.version})`)
  return undefined
}

function* listInitialEvents(
  store: Store,
  request: WatchRequest,
  { sendInitialEvents, allowWatchBookmarks }: ListOptions,
): IterableIterator<WatchEvent> {
  const { version } = store
  const objects = store.list(request.kind, request.namespace)
  for (const object of objects) yield { type: 'ADDED', object }
  if (sendInitialEvents && allowWatchBookmarks)
    yield createBookmark(request, version, { 'k8s.io/initial-events-end': 'true' })
}

const createBookmark = (
  { kind }: WatchRequest,
  version: number,
  annotations?: Record<string, string>,
): WatchEvent => {
  const metadata = { resourceVersion: String(version), annotations }
  const bookmark = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata }
  return { type: 'BOOKMARK', object: toGoStruct(kind, bookmark) as unknown as KubeObject }
}

interface WatchStreamOptions {
  /** The events to send before the changes. */
  initialEvents: Iterator<WatchEvent>
  /** The version after which the changes begin. */
  startVersion: number
  render: EventRenderer
  buildBookmark: (() => WatchEvent) | undefined
  timeoutSeconds: number
}

/**
 * Iterates over the events of a watcher. Apart from the initial events, its only state is a position in the store's
 * history.
 */
interface Cursor {
  /** Returns the next line, or undefined if no line is available yet. */
  next: () => Buffer | undefined
  isTooFarBehind: () => boolean
}

const createCursor = (
  store: Store,
  { initialEvents, startVersion, render }: WatchStreamOptions,
): Cursor => {
  const versionAtStart = store.version
  let position = startVersion

  const renderNextInitialEvent = (): Buffer | undefined => {
    for (let event = initialEvents.next(); !event.done; event = initialEvents.next()) {
      const line = render(event.value)
      if (line) return line
    }
    return undefined
  }
  const nextChange = (): Buffer | undefined => {
    while (!store.isCompacted(position)) {
      const change = store.findChangeAfter(position)
      if (!change) return undefined
      position = change.version
      const line = render(change)
      if (line) return line
    }
    return undefined
  }
  return {
    next: () => renderNextInitialEvent() ?? nextChange(),
    isTooFarBehind: () => {
      // Changes made before the watch was opened do not count.
      const lagStartVersion = Math.max(position, versionAtStart)
      return (
        store.isCompacted(position) ||
        store.version - lagStartVersion > maxLag.changes ||
        store.getSizeAfter(lagStartVersion) > maxLag.bytes
      )
    },
  }
}

/**
 * Writes the events at the pace of the client. If the client is too far behind, the stream ends
 * without an error event, like `forget` in apiserver's `cache_watcher.go`.
 */
const streamEvents = (store: Store, output: Writable, source: WatchStreamOptions): void => {
  const { render, buildBookmark, timeoutSeconds } = source
  const cursor = createCursor(store, source)
  const canWrite = () => !output.destroyed && !output.writableEnded && !output.writableNeedDrain
  const write = () => {
    while (canWrite()) {
      const line = cursor.next()
      if (!line) return
      output.write(line)
    }
  }
  const sendBookmark = () => {
    if (buildBookmark && canWrite()) output.write(render(buildBookmark()) ?? '')
  }
  const unsubscribe = store.subscribe(() => {
    write()
    if (cursor.isTooFarBehind()) end()
  })
  const bookmarkTimer = buildBookmark && setInterval(sendBookmark, bookmarkIntervalMs)
  const timeout = timeoutSeconds > 0 ? setTimeout(() => end(), timeoutSeconds * 1000) : undefined
  const cleanUp = () => {
    unsubscribe()
    clearInterval(bookmarkTimer)
    clearTimeout(timeout)
    output.off('drain', write)
  }
  const end = () => {
    cleanUp()
    output.end()
  }
  output.on('drain', write)
  output.once('close', cleanUp)
  write()
}
