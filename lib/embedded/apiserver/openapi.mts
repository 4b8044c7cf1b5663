import { createHash } from 'node:crypto'
import { listGroupVersions } from './group-versions.mts'
import type { Kind } from './kind.mts'
import { renderPaths } from './openapi-paths.mts'
import { renderComponents } from './openapi-schemas.mts'
import { createJsonDocument, type DocumentFinder, type StaticDocument } from './static-routes.mts'

const info = { title: 'Kubernetes', version: 'v1' }

/**
 * Returns a function that finds OpenAPI documents by path: one v3 document for each group and version, and an index
 * of these documents. kubectl before 1.29 also requires an OpenAPI v2 document, which is empty here.
 */
export const createOpenApiDocumentFinder = (kinds: Kind[]): DocumentFinder => {
  let documents: Map<string, StaticDocument> | undefined
  return path => {
    if (!path.startsWith('/openapi/')) return undefined
    documents ??= renderDocuments(kinds)
    return documents.get(path)
  }
}

const renderDocuments = (kinds: Kind[]): Map<string, StaticDocument> => {
  const documents = listGroupVersions(kinds).map(groupVersion => ({
    path: groupVersion.path.slice(1),
    document: createJsonDocument({
      openapi: '3.0.0',
      info,
      paths: renderPaths(groupVersion),
      components: { schemas: renderComponents(groupVersion.kinds) },
    }),
  }))
  const paths = documents.map(({ path, document }) => [
    path,
    { serverRelativeURL: toVersionedUrl(path, document) },
  ])
  return new Map([
    ['/openapi/v3', createJsonDocument({ paths: Object.fromEntries(paths) })],
    ['/openapi/v2', { contentType: openApiV2Type, body: encodeOpenApiV2Document(info) }],
    ...documents.map(({ path, document }) => [`/openapi/v3/${path}`, document] as const),
  ])
}

/** Returns a URL with a hash, which lets clients detect that a cached document has changed. */
const toVersionedUrl = (path: string, { body }: StaticDocument): string => {
  const hash = createHash('sha256').update(body).digest('hex').toUpperCase()
  return `/openapi/v3/${path}?hash=${hash}`
}

const openApiV2Type = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

/**
 * Encodes a length-delimited protobuf field: a tag with the field number and wire type 2, then the length and
 * the content.
 */
const encodeField = (fieldNumber: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(fieldNumber << 3) | 2, content.length]), content])

const encodeString = (fieldNumber: number, text: string): Buffer =>
  encodeField(fieldNumber, Buffer.from(text))

/**
 * Encodes an OpenAPI v2 document that has no paths or definitions, in the format of gnostic's protobuf message
 * `Document`. Its fields are `swagger` (number 1) and `info` (number 2). The fields of `info` are `title` (1) and
 * `version` (2). A field must not exceed 127 bytes, because its length is encoded as a one-byte varint.
 */
const encodeOpenApiV2Document = (info: { title: string; version: string }): Uint8Array =>
  Buffer.concat([
    encodeString(1, '2.0'),
    encodeField(2, Buffer.concat([encodeString(1, info.title), encodeString(2, info.version)])),
  ])
