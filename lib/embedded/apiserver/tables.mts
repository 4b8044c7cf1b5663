import type { KubeObject, ListMeta } from '../../kube/types.mts'
import { orderMetadata } from './go-struct.mts'
import type { Column, Kind } from './kind.mts'

export interface TableOptions {
  /** The part of the object that each row contains. kubectl needs the whole object for `--sort-by`. */
  includeObject: 'None' | 'Metadata' | 'Object'
  /** Whether to include column definitions. In a watch, only the first event has them. */
  withColumns: boolean
  listMeta?: ListMeta
  now: Date
}

const renderDefinition = ({ name, type, format = '', description = '', priority }: Column) => ({
  name,
  type,
  format,
  description,
  priority,
})

/**
 * Converts an object to PartialObjectMetadata. The metadata of custom resources is reordered to match the Go
 * struct.
 */
export const toPartialObject = ({ isCustom }: Kind, { metadata }: KubeObject): object => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: isCustom ? orderMetadata(metadata) : metadata,
})

const renderRowObject = (
  kind: Kind,
  object: KubeObject,
  includeObject: TableOptions['includeObject'],
) => {
  if (includeObject === 'None') return null
  return includeObject === 'Object' ? object : toPartialObject(kind, object)
}

/** Renders the meta.k8s.io/v1 Table that `kubectl get` prints. */
export const renderTable = (kind: Kind, objects: KubeObject[], options: TableOptions): object => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: options.listMeta ?? {},
  columnDefinitions: options.withColumns ? kind.columns.map(renderDefinition) : null,
  rows: objects.map(object => ({
    cells: kind.columns.map(({ renderCell }) => renderCell(object, options.now)),
    object: renderRowObject(kind, object, options.includeObject),
  })),
})
