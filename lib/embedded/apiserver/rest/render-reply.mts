import type { KubeObject, ListMeta } from '../../../kube/types.mts'
import { encodeJson, renderJson } from '../go-json.mts'
import { apiVersionOf, type Kind } from '../kind.mts'
import { renderTable, toPartialObject } from '../tables.mts'

/** The representation of objects that the client requests: the complete objects, a Table, or only their metadata. */
export type Representation = 'object' | 'table' | 'metadata'

/** Returns the first supported representation in an Accept header. */
export const parseRepresentation = (accept: string): Representation => {
  for (const part of accept.split(',')) {
    if (/;as=Table(;|$)/.test(part.trim())) return 'table'
    if (/;as=PartialObjectMetadata/.test(part)) return 'metadata'
    if (/^\s*(application\/json|\*\/\*)\s*(;q=[\d.]+)?$/.test(part)) return 'object'
  }
  return 'object'
}

export const parseIncludeObject = (query: URLSearchParams): 'None' | 'Metadata' | 'Object' => {
  const requestedValue = query.get('includeObject')
  return requestedValue === 'None' || requestedValue === 'Object' ? requestedValue : 'Metadata'
}

/** Options for rendering objects for a client. */
interface RenderOptions {
  representation: Representation
  query: URLSearchParams
  /** Whether a Table includes its column definitions. Default: true. */
  withColumns?: boolean
}

/** Renders one object in the representation that the client accepts. */
export const renderObject = (
  kind: Kind,
  object: KubeObject,
  { representation, query, withColumns = true }: RenderOptions,
): object => {
  if (representation === 'metadata') return toPartialObject(kind, object)
  if (representation === 'object') return object
  const listMeta = { resourceVersion: object.metadata.resourceVersion ?? '' }
  const includeObject = parseIncludeObject(query)
  return renderTable(kind, [object], { includeObject, withColumns, listMeta, now: new Date() })
}

/** Renders a list as JSON in the representation that the client accepts. */
export const renderList = (
  kind: Kind,
  objects: KubeObject[],
  metadata: ListMeta,
  { representation, query }: RenderOptions,
): Buffer => {
  if (representation === 'table') {
    const includeObject = parseIncludeObject(query)
    const options = { includeObject, withColumns: true, listMeta: metadata, now: new Date() }
    return Buffer.from(`${renderJson(renderTable(kind, objects, options))}\n`)
  }
  const apiVersion = apiVersionOf(kind)
  const listKind = `${kind.kind}List`
  if (representation === 'metadata') {
    const items = objects.map(object => [encodeJson(toPartialObject(kind, object))])
    return renderListFields({ ...partialListTypeMeta, metadata }, items)
  }
  if (!kind.isCustom)
    return renderListFields({ kind: listKind, apiVersion, metadata }, toItems(kind, objects))
  // Lists of custom resources have no Go struct, so their keys are sorted.
  const sortedMetadata = { continue: '', ...metadata }
  const items = objects.map(object => [encodeJson(object)])
  return renderListFields({ apiVersion }, items, { kind: listKind, metadata: sortedMetadata })
}

const partialListTypeMeta = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' }

/** The bytes of a list item, in up to two parts. */
type Item = Buffer[]

/**
 * Renders the items of a built-in kind without `kind` and `apiVersion`, because the list implies
 * them.
 */
const toItems = (kind: Kind, objects: KubeObject[]): Item[] => {
  const typePrefix = Buffer.from(`{"kind":"${kind.kind}","apiVersion":"${apiVersionOf(kind)}",`)
  const brace = Buffer.from('{')
  return objects.map(object => {
    const bytes = encodeJson(object)
    if (bytes.subarray(0, typePrefix.length).equals(typePrefix))
      return [brace, bytes.subarray(typePrefix.length)]
    const { apiVersion: _, kind: __, ...otherFields } = object
    return [encodeJson(otherFields)]
  })
}

/** Renders a list: its leading fields, its items and its trailing fields. */
const renderListFields = (
  leadingFields: object,
  items: Item[],
  trailingFields: object = {},
): Buffer => {
  const ending = renderJson(trailingFields).slice(1)
  const comma = Buffer.from(',')
  const separatedItems = items.flatMap((item, index) => (index === 0 ? item : [comma, ...item]))
  return Buffer.concat([
    Buffer.from(`${renderJson(leadingFields).slice(0, -1)},"items":[`),
    ...separatedItems,
    Buffer.from(`]${ending === '}' ? '' : ','}${ending}\n`),
  ])
}
