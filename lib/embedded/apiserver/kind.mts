import type { KubeObject, LabelSelectorRequirement } from '../../kube/types.mts'
import type { ObjectSchema } from './schema.mts'

/** Describes one kind of object. Most code that is specific to one kind belongs in its `Kind` object. */
export interface Kind {
  /** The API group, empty for the core group. */
  group: string
  version: string
  kind: string
  /** The resource name in URL paths. Example: `nodes`. */
  plural: string
  singular: string
  shortNames: string[]
  categories?: string[]
  namespaced: boolean
  subresources: Subresource[]
  /**
   * Whether the kind is a custom resource. Custom resources do not support strategic merge patches, so
   * `kubectl apply` sends merge patches.
   */
  isCustom?: boolean
  /** The name of the mutating webhook that decodes the custom resource into a Go struct. */
  decodingWebhook?: string
  /** Whether objects have a `metadata.generation`. Events and ConfigMaps, for example, do not. */
  hasGeneration: boolean
  /** Fields that the real server supports in field selectors, besides `metadata.name` and `metadata.namespace`. */
  selectableFields?: string[]
  /** Selectable fields with a computed value, such as an event's `source`. */
  computedSelectableFields?: Record<string, (object: KubeObject) => string>
  /**
   * The merge rules of lists and maps, keyed by their path. Corresponds to the API's `x-kubernetes-list-*` and
   * `x-kubernetes-map-type`. Paths have no indexes, as in `spec.containers.env`. A list without a rule is replaced
   * as a whole. A map without a rule is merged field by field.
   */
  mergeRules?: Record<string, MergeRule>
  /** The fields of the object, for OpenAPI and `fieldValidation`. */
  schema?: ObjectSchema
  columns: Column[]
  /** Whether a PUT creates a missing object. */
  allowsCreateOnUpdate?: boolean
  /** Sets the real server's defaults on create and update. */
  setDefaults?: (object: KubeObject) => void
  /** Sets fields of a new object that have no owner in managedFields. */
  prepareForCreate?: (object: KubeObject) => void
  /** Whether the object with this name is protected from deletion. */
  isProtected?: (name: string) => boolean
  /** Sets the fields that the real server derives from the old object on update. */
  prepareForUpdate?: (object: KubeObject, oldObject: KubeObject) => void
  /** Returns the errors in the object, with the messages of the real server. */
  validate?: (object: KubeObject) => FieldError[]
  /** Returns errors for changes that are not allowed. */
  validateUpdate?: (object: KubeObject, oldObject: KubeObject) => FieldError[]
}

export type Subresource = 'status' | 'log'

/**
 * How a list is merged: by the keys of its items, or as a set of values. A strategic merge patch only
 * uses the first key. Only server-side apply supports `atomic`. It treats an `atomic` map, or a list
 * item with `items: 'atomic'`, as one field.
 */
export type MergeRule = { keys: string[]; items?: 'atomic' } | 'set' | 'atomic'

/** A column of the Table that `kubectl get` prints. */
export interface Column {
  name: string
  type: 'string' | 'integer' | 'boolean' | 'date'
  format?: string
  description?: string
  /** 0 means always shown. 1 means shown with `-o wide`. */
  priority: 0 | 1
  renderCell: (object: KubeObject, now: Date) => string | number | boolean | null
}

export interface FieldError {
  /** Examples: `FieldValueInvalid`, `FieldValueRequired`, `FieldValueForbidden`. */
  reason: string
  field: string
  /** The message without the field. Example: `Required value: name or generateName is required`. */
  message: string
}

export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: LabelSelectorRequirement[]
}

export const apiVersionOf = (kind: Pick<Kind, 'group' | 'version'>): string =>
  kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
