import type {
  GetOptions,
  ListOptions,
  PodLogOptions,
  WatchOptions,
  WriteOptions,
} from './api-options.mts'
import type { Connection, HttpRequest, HttpResponse } from './connection.mts'
import { ApiStatusError, isNotFound } from './errors.mts'
import { readLines } from './lines.mts'
import { toApiPath } from './paths.mts'
import { pods, type Resource } from './resources.mts'
import { parseStatus, readJson, readText } from './responses.mts'
import type { KubeList, KubeObject, WatchEvent } from './types.mts'

export type Patch = { type: 'merge' | 'strategic' | 'json'; body: unknown }

const patchContentTypes = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
}

const pageSize = 500

/** A complete list, and the time at which the API server sent it. */
export type ListWithServerDate<T extends KubeObject> = KubeList<T> & { serverDate?: Date }

/** A client for any cluster. Methods reject with ApiStatusError if the server rejects a request. */
export class KubeApi {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get context(): string {
    return this.#connection.context
  }

  /** For example `https://127.0.0.1:41833`. */
  get server(): string {
    return this.#connection.server
  }

  get<T extends KubeObject>(
    resource: Resource,
    name: string,
    options: GetOptions = {},
  ): Promise<T> {
    return this.#sendForJson(
      { method: 'GET', path: toApiPath(resource, { ...options, name }) },
      options,
    )
  }

  /** Returns undefined if the object does not exist. */
  async find<T extends KubeObject>(
    resource: Resource,
    name: string,
    options: GetOptions = {},
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(resource, name, options)
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }

  /** Fetches all pages and returns them as one list. */
  async list<T extends KubeObject>(
    resource: Resource,
    { namespace, labelSelector, fieldSelector, signal }: ListOptions = {},
  ): Promise<ListWithServerDate<T>> {
    const items: T[] = []
    let continueToken: string | undefined
    for (;;) {
      const query = { labelSelector, fieldSelector, limit: pageSize, continue: continueToken }
      const path = toApiPath(resource, { namespace, query })
      const response = await this.#send({ method: 'GET', path }, signal)
      const page: KubeList<T> = await readJson(response)
      items.push(...page.items)
      continueToken = page.metadata.continue
      const { date } = response.headers
      if (!continueToken) return { ...page, items, serverDate: date ? new Date(date) : undefined }
    }
  }

  /** Sends one watch request and yields its events until the server ends the watch. */
  async *watch<T extends KubeObject>(
    resource: Resource,
    options: WatchOptions = {},
  ): AsyncGenerator<WatchEvent<T>> {
    const { namespace, labelSelector, fieldSelector, resourceVersion, ...requestOptions } = options
    const query = {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion,
      labelSelector,
      fieldSelector,
    }
    const path = toApiPath(resource, { namespace, query })
    for await (const line of this.#streamLines(path, requestOptions)) yield JSON.parse(line)
  }

  create<T extends KubeObject>(
    resource: Resource,
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    const { namespace = object.metadata.namespace } = options
    return this.#write(
      'POST',
      resource,
      { body: object, contentType: 'application/json' },
      {
        ...options,
        namespace,
      },
    )
  }

  replace<T extends KubeObject>(
    resource: Resource,
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    const { name, namespace } = object.metadata
    return this.#write(
      'PUT',
      resource,
      { name, body: object, contentType: 'application/json' },
      {
        namespace,
        ...options,
      },
    )
  }

  patch<T extends KubeObject>(
    resource: Resource,
    name: string,
    patch: Patch,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#write(
      'PATCH',
      resource,
      { name, body: patch.body, contentType: patchContentTypes[patch.type] },
      options,
    )
  }

  /** Performs a server-side apply. */
  apply<T extends KubeObject>(
    resource: Resource,
    object: T,
    options: WriteOptions & { fieldManager: string },
  ): Promise<T> {
    const { name, namespace } = object.metadata
    return this.#write(
      'PATCH',
      resource,
      { name, body: object, contentType: 'application/apply-patch+yaml' },
      {
        namespace,
        ...options,
      },
    )
  }

  /** Deletes an object. Also succeeds if it does not exist. */
  async delete(resource: Resource, name: string, options: GetOptions = {}): Promise<void> {
    try {
      await this.#sendForJson(
        { method: 'DELETE', path: toApiPath(resource, { ...options, name }) },
        options,
      )
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }

  /** Yields the log lines of a container. */
  readPodLog(namespace: string, name: string, options?: PodLogOptions): AsyncGenerator<string> {
    const { signal, ...query } = options ?? {}
    const path = toApiPath(pods, { namespace, name, subresource: 'log', query })
    return this.#streamLines(path, { signal })
  }

  /** Sends a GET request to a port of a pod through the API server, and returns the response body. */
  async getFromPodPort(
    { namespace, name }: { namespace: string; name: string },
    port: number,
    path: string,
    signal: AbortSignal,
  ): Promise<string> {
    const proxyPath = toApiPath(pods, { namespace, name: `${name}:${port}`, subresource: 'proxy' })
    return readText(await this.#send({ method: 'GET', path: `${proxyPath}${path}` }, signal))
  }

  getVersion(): Promise<{ gitVersion: string }> {
    return this.#sendForJson({ method: 'GET', path: '/version' }, {})
  }

  close(): void {
    this.#connection.close()
  }

  #write<T>(
    method: 'POST' | 'PUT' | 'PATCH',
    resource: Resource,
    { name, body, contentType }: { name?: string; body: unknown; contentType: string },
    { namespace, subresource, fieldManager, force, dryRun, signal }: WriteOptions,
  ): Promise<T> {
    const query = { fieldManager, force, dryRun: dryRun ? 'All' : undefined }
    const path = toApiPath(resource, { namespace, name, subresource, query })
    const headers = { 'content-type': contentType }
    return this.#sendForJson({ method, path, headers, body: JSON.stringify(body) }, { signal })
  }

  async #sendForJson<T>(request: HttpRequest, { signal }: { signal?: AbortSignal }): Promise<T> {
    return readJson(await this.#send(request, signal))
  }

  async *#streamLines(
    path: string,
    { idleMs = 0, onOpen, signal }: Pick<WatchOptions, 'idleMs' | 'onOpen' | 'signal'>,
  ): AsyncGenerator<string> {
    try {
      const response = await this.#send({ method: 'GET', path, timeoutMs: idleMs }, signal)
      onOpen?.()
      yield* readLines(response)
    } catch (error) {
      if (!signal?.aborted) throw error
    }
  }

  async #send(request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
    const response = await this.#connection.send({ ...request, signal })
    if ((response.statusCode ?? 0) < 400) return response
    throw new ApiStatusError(parseStatus(await readText(response), response.statusCode ?? 0))
  }
}

export const createApi = (connection: Connection): KubeApi => new KubeApi(connection)
