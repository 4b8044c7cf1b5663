import { createHash } from 'node:crypto'
import { listGroupVersions } from './group-versions.mts'
import type { Kind } from './kind.mts'
import { renderPaths } from './openapi-paths.mts'
import { renderComponents } from './openapi-schemas.mts'
import { jsonDocument, type StaticDocument, type StaticRoutes } from './static-routes.mts'

const info = { title: 'Kubernetes', version: 'v1' }

/**
 * The API described to its clients: a document of OpenAPI v3 per group and version and an index of
 * them, and for kubectl before 1.29, which insists on it, an OpenAPI v2 document without content.
 */
export const openApiRoutes = (kinds: Kind[]): StaticRoutes => {
  const documents = renderDocuments(kinds)
  return path => documents.get(path)
}

const renderDocuments = (kinds: Kind[]): Map<string, StaticDocument> => {
  const documents = listGroupVersions(kinds).map(groupVersion => ({
    path: groupVersion.path.slice(1),
    document: jsonDocument({
      openapi: '3.0.0',
      info,
      paths: renderPaths(groupVersion),
      components: { schemas: renderComponents(groupVersion.kinds) },
    }),
  }))
  const paths = documents.map(({ path, document }) => [
    path,
    { serverRelativeURL: urlOf(path, document) },
  ])
  return new Map([
    ['/openapi/v3', jsonDocument({ paths: Object.fromEntries(paths) })],
    ['/openapi/v2', { contentType: openApiV2Type, body: encodeDocument(info) }],
    ...documents.map(({ path, document }) => [`/openapi/v3/${path}`, document] as const),
  ])
}

/** The hash tells clients that cache whether a document has changed. */
const urlOf = (path: string, { body }: StaticDocument): string => {
  const hash = createHash('sha256').update(body).digest('hex').toUpperCase()
  return `/openapi/v3/${path}?hash=${hash}`
}

const openApiV2Type = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

/** A field of a protobuf message whose value is bytes: its number and wire type 2, length, content. */
const encodeField = (number: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content])

const encodeText = (number: number, text: string): Buffer => encodeField(number, Buffer.from(text))

/**
 * An OpenAPI v2 document without paths and definitions, as a protobuf message: gnostic's `Document`
 * with its fields `swagger` (1) and `info` (2: `title` 1, `version` 2). Texts of up to 127 bytes.
 */
const encodeDocument = (info: { title: string; version: string }): Uint8Array =>
  Buffer.concat([
    encodeText(1, '2.0'),
    encodeField(2, Buffer.concat([encodeText(1, info.title), encodeText(2, info.version)])),
  ])
