import type { KubeObject, ListMeta } from '../../../kube/types.mts'
import { renderJson } from '../go-json.mts'
import { apiVersionOf, type Kind } from '../kind.mts'
import { renderTable, toPartialObject } from '../tables.mts'

/** The requested form of objects: whole, as a Table, or only their metadata. */
export type Form = 'object' | 'table' | 'metadata'

/** Returns the first supported form in an Accept header. */
export const parseForm = (accept: string): Form => {
  for (const part of accept.split(',')) {
    if (/;as=Table(;|$)/.test(part.trim())) return 'table'
    if (/;as=PartialObjectMetadata/.test(part)) return 'metadata'
    if (/^\s*(application\/json|\*\/\*)\s*(;q=[\d.]+)?$/.test(part)) return 'object'
  }
  return 'object'
}

const parseIncludeObject = (query: URLSearchParams): 'None' | 'Metadata' | 'Object' => {
  const requested = query.get('includeObject')
  return requested === 'None' || requested === 'Object' ? requested : 'Metadata'
}

/** How to render objects for a client. */
interface Rendering {
  form: Form
  query: URLSearchParams
  /** Whether a Table includes its column definitions. Default: true. */
  withColumns?: boolean
}

/** Renders one object in the form that the client accepts. */
export const renderObject = (
  kind: Kind,
  object: KubeObject,
  { form, query, withColumns = true }: Rendering,
): object => {
  if (form === 'metadata') return toPartialObject(kind, object)
  if (form === 'object') return object
  const listMeta = { resourceVersion: object.metadata.resourceVersion ?? '' }
  const includeObject = parseIncludeObject(query)
  return renderTable(kind, [object], { includeObject, withColumns, listMeta, now: new Date() })
}

/** Caches the rendered text of stored objects, which never change. */
const once = (render: (object: KubeObject) => string): ((object: KubeObject) => string) => {
  const known = new WeakMap<KubeObject, string>()
  return object => {
    const text = known.get(object) ?? render(object)
    if (Object.isFrozen(object)) known.set(object, text)
    return text
  }
}

/** Renders the object as JSON. */
export const toJson = once(renderJson)

/** Renders a list item. For built-in kinds, items have no `kind`, because the list implies it. */
const toItem = once(({ apiVersion: _, kind: __, ...rest }) => renderJson(rest))

/** Renders a list as JSON in the form that the client accepts. */
export const renderList = (
  kind: Kind,
  objects: KubeObject[],
  metadata: ListMeta,
  { form, query }: Rendering,
): string => {
  if (form === 'table') {
    const includeObject = parseIncludeObject(query)
    const options = { includeObject, withColumns: true, listMeta: metadata, now: new Date() }
    return `${renderJson(renderTable(kind, objects, options))}\n`
  }
  if (form === 'metadata') {
    const items = objects.map(object => renderJson(toPartialObject(kind, object)))
    return renderItems({ ...partialList, metadata }, items)
  }
  const apiVersion = apiVersionOf(kind)
  const listKind = `${kind.kind}List`
  if (!kind.custom)
    return renderItems({ kind: listKind, apiVersion, metadata }, objects.map(toItem))
  // Lists of custom resources have no Go struct, so their keys are sorted.
  const sorted = { continue: '', ...metadata }
  return renderItems({ apiVersion }, objects.map(toJson), { kind: listKind, metadata: sorted })
}

const partialList = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' }

/** Renders a list from its fields before and after the items. */
const renderItems = (before: object, items: string[], after: object = {}): string => {
  const rest = renderJson(after).slice(1)
  return `${renderJson(before).slice(0, -1)},"items":[${items.join(',')}]${rest === '}' ? '' : ','}${rest}\n`
}
