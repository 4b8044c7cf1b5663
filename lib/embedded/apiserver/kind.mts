import type { KubeObject, LabelSelectorRequirement } from '../../kube/types.mts'
import type { ObjectSchema } from './schema.mts'

/** What the server knows of a kind of object: data, so that no other file needs code per kind. */
export interface Kind {
  /** The API group; empty for the core group. */
  group: string
  version: string
  kind: string
  /** The resource's name in paths, as in `nodes`. */
  plural: string
  singular: string
  shortNames: string[]
  categories?: string[]
  namespaced: boolean
  subresources: Subresource[]
  /** A custom resource: no strategic merge patch, and `apply` by kubectl sends a merge patch. */
  custom?: boolean
  /** The mutating webhook of a custom resource, which is the first to take it for a Go struct. */
  decodedBy?: string
  /** Events and ConfigMaps have no `metadata.generation`. */
  hasGeneration: boolean
  /** Field selectors that the real server takes, beside `metadata.name` and `metadata.namespace`. */
  selectableFields?: string[]
  /** Selectable fields whose value is more than what stands at their path, as an event's `source`. */
  selectableValues?: Record<string, (object: KubeObject) => string>
  /**
   * How lists and maps are merged: the API's `x-kubernetes-list-*` and `x-kubernetes-map-type` in short.
   * The path passes through lists, as in `spec.containers.env`. A list without a rule is replaced as a
   * whole, a map without one is merged field by field.
   */
  lists?: Record<string, ListRule>
  /**
   * Paths of what Go's type of the kind has even when it is empty, beside metadata, spec and status: as
   * long as it is, it is nobody's field in managedFields.
   */
  structs?: string[]
  /** The fields of the object, for OpenAPI and for what `fieldValidation` says. */
  schema?: ObjectSchema
  columns: Column[]
  /** A PUT creates what is not there. */
  createdByUpdate?: boolean
  /** Fills in what the real server would, on create and update. */
  setDefaults?: (object: KubeObject) => void
  /** What the real server writes into a new one, which has no owner. */
  setOnCreate?: (object: KubeObject) => void
  /** Whether the object of this name may not be deleted. */
  isProtected?: (name: string) => boolean
  /** What the real server writes when one is changed, from what it was before. */
  setOnUpdate?: (object: KubeObject, old: KubeObject) => void
  /** What is wrong with the object, in the words of the real server; empty if nothing. */
  validate?: (object: KubeObject) => FieldError[]
  /** What may not change, beside what `validate` says. */
  validateUpdate?: (object: KubeObject, old: KubeObject) => FieldError[]
}

export type Subresource = 'status' | 'log'

/**
 * How a list is merged: by its items' keys, or as a set of values. A strategic merge patch knows the
 * first key only. Server-side apply takes a map that is `atomic`, and such items of a list, as one field;
 * the patches do not.
 */
export type ListRule = { keys: string[]; items?: 'atomic' } | 'set' | 'atomic'

/** A column of the Table that `kubectl get` prints. */
export interface Column {
  name: string
  type: 'string' | 'integer' | 'boolean' | 'date'
  format?: string
  description?: string
  /** 0 is always shown; 1 with `-o wide`. */
  priority: 0 | 1
  cell: (object: KubeObject, now: Date) => string | number | boolean | null
}

export interface FieldError {
  /** As `FieldValueInvalid`, `FieldValueRequired`, `FieldValueForbidden`, `FieldValueNotSupported`. */
  reason: string
  field: string
  /** The whole sentence without the field, as in `Required value: name or generateName is required`. */
  message: string
}

export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: LabelSelectorRequirement[]
}

export const apiVersionOf = (kind: Pick<Kind, 'group' | 'version'>): string =>
  kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
