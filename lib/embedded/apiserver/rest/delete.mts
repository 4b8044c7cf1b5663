import { toKubeTime } from '../../../kube/time.mts'
import type { KubeObject } from '../../../kube/types.mts'
import { findTypeError } from '../decoding.mts'
import { ApiError, conflict, forbidden, invalid, methodNotAllowed } from '../errors.mts'
import { invalidField, unsupportedValue } from '../field-errors.mts'
import { toGoStruct } from '../go-struct.mts'
import type { FieldError, Kind } from '../kind.mts'
import { parseJson } from '../parse-json.mts'
import { deleteOptions } from '../schemas/meta.mts'
import type { Store } from '../store.mts'
import { checkMediaType } from './decode-body.mts'
import { getObject, parseSelectors } from './read.mts'
import { parseRepresentation, renderList, renderObject } from './render-reply.mts'
import type { Reply, RestRequest } from './request.mts'
import { isDryRun, type WriteContext } from './write.mts'
import { validateDryRun } from './write-options.mts'

interface DeleteOptions {
  preconditions?: { uid?: string; resourceVersion?: string } | null
  propagationPolicy?: string | null
  orphanDependents?: boolean | null
  dryRun?: string[] | null
}

/**
 * Reads the options from the body, or from the query if the body is empty. Throws 422 if the options are invalid
 * according to the rules of metav1's `ValidateDeleteOptions`.
 */
const parseDeleteOptions = (request: RestRequest): DeleteOptions => {
  const { body, query } = request
  if (body) checkMediaType(request)
  const options: DeleteOptions = body
    ? parseBody(body)
    : { propagationPolicy: query.get('propagationPolicy'), dryRun: query.getAll('dryRun') }
  const errors = [...validatePolicy(options), ...validateDryRun(options.dryRun ?? [])]
  if (errors.length > 0) throw invalid({ kind: 'DeleteOptions', group: 'meta.k8s.io' }, '', errors)
  return options
}

/** Decodes the options. Like the real server, throws 500 if decoding fails. */
const parseBody = (body: string): DeleteOptions => {
  let options: unknown
  try {
    options = parseJson(body) ?? {}
  } catch {
    const cause = 'json parse error: unexpected end of JSON input'
    throw new ApiError(500, '', `couldn't get version/kind; ${cause}`)
  }
  const error = findTypeError(deleteOptions, options, 'DeleteOptions')
  if (error) throw new ApiError(500, '', error)
  return options as DeleteOptions
}

const policies = ['Foreground', 'Background', 'Orphan']

const validatePolicy = ({ propagationPolicy, orphanDependents }: DeleteOptions): FieldError[] => {
  const field = 'propagationPolicy'
  if (propagationPolicy === undefined || propagationPolicy === null) return []
  if (orphanDependents !== undefined && orphanDependents !== null) {
    const detail = 'orphanDependents and deletionPropagation cannot be both set'
    return [invalidField(field, propagationPolicy, detail)]
  }
  if (policies.includes(propagationPolicy)) return []
  return [unsupportedValue(field, propagationPolicy, [...policies, 'nil'])]
}

export const remove = ({ store }: WriteContext, request: RestRequest): Reply => {
  const { kind } = request
  const options = parseDeleteOptions(request)
  const object = getObject(store, request)
  checkProtection(kind, object)
  checkPreconditions(kind, object, options)
  const dryRun = isDryRun(request) || options.dryRun?.includes('All')
  const markedObject = dryRun
    ? undefined
    : deleteObject(store, kind, object, options.propagationPolicy === 'Orphan')
  // An object with finalizers still exists, so the reply contains it.
  if (markedObject)
    return {
      code: 200,
      body: renderObject(kind, markedObject, {
        representation: parseRepresentation(request.acceptHeader),
        query: request.query,
      }),
    }
  const { name, uid = '' } = object.metadata
  const details = { name, group: kind.group || undefined, kind: kind.plural, uid }
  return {
    code: 200,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details },
  }
}

export const removeCollection = ({ store }: WriteContext, request: RestRequest): Reply => {
  const { kind, namespace, query } = request
  if (kind.namespaced && !namespace) throw methodNotAllowed()
  const { dryRun } = parseDeleteOptions(request)
  const objects = store.list(kind, namespace).filter(parseSelectors(kind, query))
  if (!isDryRun(request) && !dryRun?.includes('All'))
    for (const object of objects) deleteObject(store, kind, object, false)
  const metadata = { resourceVersion: String(store.version) }
  return {
    code: 200,
    body: renderList(kind, objects, metadata, { representation: 'object', query }),
  }
}

const checkProtection = (kind: Kind, { metadata: { name } }: KubeObject): void => {
  if (!kind.isProtected?.(name)) return
  const message = `${kind.plural} "${name}" is forbidden: this ${kind.singular} may not be deleted`
  throw forbidden(kind, name, message)
}

const checkPreconditions = (kind: Kind, object: KubeObject, options: DeleteOptions): void => {
  const { name, uid, resourceVersion } = object.metadata
  const preconditions = options.preconditions ?? {}
  // The message contains the kind instead of the resource, as in `rest.BeforeDelete`.
  const kindForMessage = { ...kind, plural: kind.kind }
  if (preconditions.uid && preconditions.uid !== uid)
    throw conflict(
      kindForMessage,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    )
  if (preconditions.resourceVersion && preconditions.resourceVersion !== resourceVersion)
    throw conflict(
      kindForMessage,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    )
}

/**
 * Deletes an object and its dependents. Also deletes the contents of a namespace. An object with
 * finalizers is only marked for deletion and returned. It is deleted when its finalizers are removed.
 * Pods are deleted immediately, without a grace period.
 */
const deleteObject = (
  store: Store,
  kind: Kind,
  object: KubeObject,
  orphanDependents: boolean,
): KubeObject | undefined => {
  const { namespace, name, uid, finalizers = [], deletionTimestamp } = object.metadata
  if (finalizers.length > 0) {
    if (deletionTimestamp) return object
    const markedObject = structuredClone(object)
    markedObject.metadata.deletionTimestamp = toKubeTime(new Date())
    markedObject.metadata.deletionGracePeriodSeconds = 0
    return store.put(kind, toGoStruct(kind, markedObject))
  }
  store.remove(kind, namespace, name)
  if (kind.kind === 'Namespace') removeContents(store, name)
  if (uid && !orphanDependents) removeDependents(store, uid)
  return undefined
}

const removeContents = (store: Store, namespace: string): void => {
  for (const kind of store.listStoredKinds().filter(({ namespaced }) => namespaced))
    for (const object of store.list(kind, namespace)) deleteObject(store, kind, object, false)
}

const removeDependents = (store: Store, ownerUid: string): void => {
  for (const kind of store.listStoredKinds())
    for (const object of store.list(kind))
      if (object.metadata.ownerReferences?.some(({ uid }) => uid === ownerUid))
        deleteObject(store, kind, object, false)
}
