import type { KubeObject, ListMeta } from '../../../kube/types.mts'
import { apiVersionOf, type Kind } from '../kind.mts'
import { renderTable } from '../tables.mts'

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

const toMetadata = ({ metadata }: KubeObject): object => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
})

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
  if (form === 'metadata') return toMetadata(object)
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
export const toJson = once(object => JSON.stringify(object))

/** Renders a list item. For built-in kinds, items have no `kind`, because the list implies it. */
const toItem = once(({ apiVersion: _, kind: __, ...rest }) => JSON.stringify(rest))

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
    return JSON.stringify(renderTable(kind, objects, options))
  }
  const head =
    form === 'metadata'
      ? { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata }
      : { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata }
  const items =
    form === 'metadata'
      ? objects.map(object => JSON.stringify(toMetadata(object)))
      : objects.map(kind.custom ? toJson : toItem)
  return `${JSON.stringify(head).slice(0, -1)},"items":[${items.join(',')}]}\n`
}
