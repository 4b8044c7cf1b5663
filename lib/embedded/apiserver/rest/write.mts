import type { KubeObject } from '../../../kube/types.mts'
import { ApiError, alreadyExists, badRequest, methodNotAllowed, notFound } from '../errors.mts'
import { toGoStruct } from '../go-struct.mts'
import type { Kind } from '../kind.mts'
import { trackUpdate } from '../patches/managed-fields.mts'
import { applyPatch } from '../patches/patch.mts'
import { applyServerSide } from '../patches/server-side-apply.mts'
import type { Store } from '../store.mts'
import { type AdmissionWebhook, callAdmissionWebhooks } from './admission.mts'
import {
  createPatchTypeError,
  createUnknownAppliedFieldsError,
  decodeObject,
} from './decode-body.mts'
import { isTrue } from './list-options.mts'
import { getObject } from './read.mts'
import { parseRepresentation, renderObject } from './render-reply.mts'
import type { Reply, RestRequest } from './request.mts'
import {
  buildNewObject,
  checkUid,
  mergeWritableFields,
  omitStatus,
  prepareUpdate,
} from './strategy.mts'

/** Dependencies of write operations. */
export interface WriteContext {
  store: Store
  admissionWebhooks: AdmissionWebhook[]
  kinds: Kind[]
}

export const create = (context: WriteContext, request: RestRequest): Reply => {
  if (request.kind.namespaced && !request.namespace) throw methodNotAllowed()
  const { object, warnings } = decodeObject(request)
  const createdObject = insert(context, request, object, trackFields)
  return buildReply(201, request, createdObject, warnings)
}

export const update = (context: WriteContext, request: RestRequest): Reply => {
  const { object, warnings } = decodeObject(request)
  checkName(object, request)
  const { kind, namespace, name = '' } = request
  const shouldCreate = kind.allowsCreateOnUpdate && !context.store.get(kind, namespace, name)
  if (shouldCreate) {
    delete object.metadata.resourceVersion
    return buildReply(201, request, insert(context, request, object, trackFields), warnings)
  }
  const oldObject = getObject(context.store, request)
  checkUid(kind, oldObject, object)
  const updatedObject = modify(context, request, { oldObject, desiredObject: object }, trackFields)
  return buildReply(200, request, updatedObject, warnings)
}

export const patch = (context: WriteContext, request: RestRequest): Reply => {
  if (request.contentType.startsWith('application/apply-patch')) return apply(context, request)
  const oldObject = getObject(context.store, request)
  const patchedObject = applyPatch(request.kind, oldObject, request.contentType, request.body)
  const body = JSON.stringify(patchedObject)
  const decodableRequest = { ...request, body, contentType: 'application/json' }
  const { object, warnings } = decodeObject(decodableRequest, {
    createTypeError: createPatchTypeError,
  })
  checkName(object, request)
  return buildReply(
    200,
    request,
    modify(context, request, { oldObject, desiredObject: object }, trackFields),
    warnings,
  )
}

const apply = (context: WriteContext, request: RestRequest): Reply => {
  const { kind, namespace, name = '', query, subresource } = request
  const manager = query.get('fieldManager') ?? ''
  const { object: appliedObject, warnings } = decodeObject(
    { ...request, contentType: 'application/yaml' },
    { createUnknownFieldsError: createUnknownAppliedFieldsError, requireTypeMeta: true },
  )
  appliedObject.metadata.name ||= name
  checkName(appliedObject, request)
  const current = context.store.get(kind, namespace, name)
  const object = applyServerSide({
    kind,
    current,
    appliedObject,
    manager,
    force: isTrue(query.get('force')),
    subresource,
    now: new Date(),
  })
  const { resourceVersion } = appliedObject.metadata
  const metadata = { ...object.metadata, ...(resourceVersion && { resourceVersion }) }
  const desiredObject = { ...object, metadata }
  const skipTracking = (object: KubeObject) => object
  if (current) {
    checkUid(kind, current, desiredObject)
    return buildReply(
      200,
      request,
      modify(context, request, { oldObject: current, desiredObject }, skipTracking),
      warnings,
    )
  }
  if (subresource) throw notFound(kind, name)
  return buildReply(201, request, insert(context, request, desiredObject, skipTracking), warnings)
}

const checkName = ({ metadata: { name } }: KubeObject, request: RestRequest): void => {
  if (!name)
    throw badRequest(
      `the name of the object (${request.name} based on URL) was undeterminable: name must be provided`,
    )
  if (name !== request.name)
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${request.name})`,
    )
}

/** Updates the managedFields of an object before it is written. */
type FieldTracker = (
  desiredObject: KubeObject,
  request: RestRequest,
  oldObject?: KubeObject,
) => KubeObject

const trackFields: FieldTracker = (
  desiredObject,
  { kind, query, userAgent, subresource },
  oldObject,
) => {
  // The writer also owns the defaults that the server sets.
  const newObject = toGoStruct(kind, desiredObject)
  kind.setDefaults?.(newObject)
  return trackUpdate({
    kind,
    oldObject,
    newObject,
    writtenObject: oldObject
      ? mergeWritableFields(kind, oldObject, newObject, subresource)
      : omitStatus(kind, newObject),
    manager: query.get('fieldManager') ?? getDefaultManager(userAgent),
    subresource,
    now: new Date(),
  })
}

/** Returns the default manager, as in apiserver: the user agent up to its first slash. */
const getDefaultManager = (userAgent: string): string => userAgent.split('/')[0] || 'unknown'

const insert = (
  { store, admissionWebhooks, kinds }: WriteContext,
  request: RestRequest,
  object: KubeObject,
  track: FieldTracker,
): KubeObject => {
  const { kind } = request
  const createdObject = buildNewObject(kind, track(object, request))
  const { namespace, name } = createdObject.metadata
  checkNamespace(store, kinds, kind, namespace)
  if (store.get(kind, namespace, name)) throw alreadyExists(kind, name)
  callAdmissionWebhooks(admissionWebhooks, {
    kind: kind.kind,
    object: createdObject,
  })
  if (!isDryRun(request)) return store.put(kind, createdObject)
  delete createdObject.metadata.resourceVersion
  return createdObject
}

const checkNamespace = (
  store: Store,
  kinds: Kind[],
  kind: Kind,
  namespace: string | undefined,
): void => {
  if (!kind.namespaced) return
  const namespaceKind = kinds.find(candidate => candidate.kind === 'Namespace')
  const namespaceObject = namespaceKind && store.get(namespaceKind, undefined, namespace ?? '')
  if (!namespaceObject && namespaceKind) throw notFound(namespaceKind, namespace ?? '')
  if (namespaceObject?.metadata.deletionTimestamp)
    throw new ApiError(
      403,
      'Forbidden',
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    )
}

const modify = (
  { store, admissionWebhooks }: WriteContext,
  request: RestRequest,
  { oldObject, desiredObject }: { oldObject: KubeObject; desiredObject: KubeObject },
  track: FieldTracker,
): KubeObject => {
  const { kind, subresource } = request
  const newObject = prepareUpdate(
    kind,
    oldObject,
    track(desiredObject, request, oldObject),
    subresource,
  )
  if (newObject === oldObject) return oldObject
  callAdmissionWebhooks(admissionWebhooks, {
    kind: kind.kind,
    object: newObject,
    oldObject,
  })
  if (isDryRun(request)) return newObject
  const { namespace, name, deletionTimestamp, finalizers = [] } = newObject.metadata
  const storedObject = store.put(kind, newObject)
  if (deletionTimestamp && finalizers.length === 0) store.remove(kind, namespace, name)
  return storedObject
}

export const isDryRun = ({ query }: Pick<RestRequest, 'query'>): boolean =>
  query.getAll('dryRun').includes('All')

const buildReply = (
  code: number,
  { kind, acceptHeader, query }: RestRequest,
  object: KubeObject,
  warnings: string[],
): Reply => ({
  code,
  body: renderObject(kind, object, { representation: parseRepresentation(acceptHeader), query }),
  warnings,
})
