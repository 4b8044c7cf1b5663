import type { KubeObject } from '../../../kube/types.mts'
import { conflict } from '../errors.mts'
import type { Kind } from '../kind.mts'
import type { Store } from '../store.mts'
import { getObject, selectionOf } from './read.mts'
import { renderList } from './render-reply.mts'
import type { Reply, RestRequest } from './request.mts'
import { isDryRun, type WriteContext } from './write.mts'

interface DeleteOptions {
  preconditions?: { uid?: string; resourceVersion?: string }
  propagationPolicy?: string
  dryRun?: string[]
}

const optionsOf = ({ body }: RestRequest): DeleteOptions => {
  try {
    return body ? JSON.parse(body) : {}
  } catch {
    return {}
  }
}

export const remove = ({ store }: WriteContext, request: RestRequest): Reply => {
  const { kind } = request
  const object = getObject(store, request)
  const options = optionsOf(request)
  checkPreconditions(kind, object, options)
  const dryRun = isDryRun(request) || options.dryRun?.includes('All')
  if (!dryRun) deleteObject(store, kind, object, options.propagationPolicy === 'Orphan')
  const { name, uid = '' } = object.metadata
  const details = { name, ...(kind.group && { group: kind.group }), kind: kind.plural, uid }
  return {
    code: 200,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details },
  }
}

export const removeCollection = ({ store }: WriteContext, request: RestRequest): Reply => {
  const { kind, namespace, query } = request
  const objects = store.list(kind, namespace).filter(selectionOf(kind, query))
  if (!isDryRun(request)) for (const object of objects) deleteObject(store, kind, object, false)
  const metadata = { resourceVersion: String(store.version) }
  return { code: 200, body: renderList(kind, objects, metadata, 'object', query) }
}

const checkPreconditions = (kind: Kind, object: KubeObject, options: DeleteOptions): void => {
  const { name, uid, resourceVersion } = object.metadata
  const asked = options.preconditions ?? {}
  if (asked.uid && asked.uid !== uid)
    throw conflict(
      kind,
      name,
      `Precondition failed: UID in precondition: ${asked.uid}, UID in object meta: ${uid}`,
    )
  if (asked.resourceVersion && asked.resourceVersion !== resourceVersion)
    throw conflict(
      kind,
      name,
      `Precondition failed: ResourceVersion in precondition: ${asked.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`,
    )
}

/**
 * An object with finalizers is only marked; whoever owns them empties them, and then it goes. With an
 * object goes what it owns, and with a namespace all that is in it. Pods go at once: there is no grace
 * period here.
 */
const deleteObject = (store: Store, kind: Kind, object: KubeObject, orphan: boolean): void => {
  const { namespace, name, uid, finalizers = [], deletionTimestamp } = object.metadata
  if (finalizers.length > 0) {
    if (deletionTimestamp) return
    const marked = structuredClone(object)
    marked.metadata.deletionTimestamp = `${new Date().toISOString().slice(0, 19)}Z`
    marked.metadata.deletionGracePeriodSeconds = 0
    store.put(kind, marked)
    return
  }
  store.remove(kind, namespace, name)
  if (kind.kind === 'Namespace') removeContents(store, name)
  if (uid && !orphan) removeOwned(store, uid)
}

const removeContents = (store: Store, namespace: string): void => {
  for (const kind of store.kinds().filter(({ namespaced }) => namespaced))
    for (const object of store.list(kind, namespace)) deleteObject(store, kind, object, false)
}

const removeOwned = (store: Store, owner: string): void => {
  for (const kind of store.kinds())
    for (const object of store.list(kind))
      if (object.metadata.ownerReferences?.some(({ uid }) => uid === owner))
        deleteObject(store, kind, object, false)
}
