import { ApiError } from '../../../lib/embedded/apiserver/errors.mts'
import { remove } from '../../../lib/embedded/apiserver/rest/delete.mts'
import { get, list } from '../../../lib/embedded/apiserver/rest/read.mts'
import type { Reply, RestRequest } from '../../../lib/embedded/apiserver/rest/request.mts'
import {
  buildRequest,
  createContext,
  findKind,
} from '../../../lib/embedded/apiserver/rest/rest.fixture.mts'
import { create, patch, update } from '../../../lib/embedded/apiserver/rest/write.mts'
import { networkChaosAdmission } from '../../../lib/embedded/chaos/admission.mts'
import type { KubeApi, Patch } from '../../../lib/kube/api.mts'
import type { GetOptions, WriteOptions } from '../../../lib/kube/api-options.mts'
import { ApiStatusError, isNotFound } from '../../../lib/kube/errors.mts'
import type { Resource } from '../../../lib/kube/resources.mts'
import type { KubeObject } from '../../../lib/kube/types.mts'

type Details = Parameters<typeof buildRequest>[1]

/** Creates a client that calls the handlers of the embedded API server directly, without a connection. */
export const createInProcessApi = (namespaces: string[]): KubeApi => {
  const context = { ...createContext(), admissions: [networkChaosAdmission] }
  for (const name of namespaces)
    context.store.put(findKind('Namespace'), {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })

  const send = async (
    handle: (request: RestRequest) => Reply,
    { kind }: Resource,
    { namespace, subresource }: WriteOptions,
    details: Details = {},
  ) => {
    try {
      const target = { ...(namespace && { namespace }), ...(subresource && { subresource }) }
      const { body } = handle(buildRequest(kind, { ...target, ...details }))
      return typeof body === 'string' ? JSON.parse(body) : structuredClone(body)
    } catch (error) {
      throw error instanceof ApiError ? new ApiStatusError(error.status) : error
    }
  }
  const read = (resource: Resource, name: string, options: GetOptions = {}) =>
    send(request => get(context.store, request), resource, options, { name })
  const api = {
    get: read,
    find: (...args: Parameters<typeof read>) =>
      read(...args).catch(error => {
        if (!isNotFound(error)) throw error
      }),
    list: (resource: Resource, options: GetOptions = {}) =>
      send(request => list(context.store, request), resource, options),
    create: (resource: Resource, body: KubeObject, options: WriteOptions = {}) => {
      const { namespace = options.namespace } = body.metadata
      return send(request => create(context, request), resource, namespace ? { namespace } : {}, {
        body,
      })
    },
    replace: (resource: Resource, body: KubeObject, options: WriteOptions = {}) =>
      send(request => update(context, request), resource, options, {
        body,
        name: body.metadata.name,
      }),
    patch: (resource: Resource, name: string, { body }: Patch, options: WriteOptions = {}) =>
      send(request => patch(context, request), resource, options, {
        name,
        body,
        contentType: 'application/merge-patch+json',
      }),
    delete: (resource: Resource, name: string, options: WriteOptions = {}) =>
      send(request => remove(context, request), resource, options, { name }),
  }
  return api as unknown as KubeApi
}
