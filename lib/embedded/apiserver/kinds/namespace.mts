import { checkLabelName } from '../../../kube/names.mts'
import type { KubeObject } from '../../../kube/types.mts'
import type { Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { namespaceSchema } from '../schemas/small-kinds.mts'
import { ageColumn, createTextColumn, nameColumn } from './columns.mts'

interface Namespace extends KubeObject {
  spec?: { finalizers?: string[] }
  status?: { phase?: string }
}

/**
 * Sets the default phase. Also adds a label that contains the name of the namespace, so that label selectors can
 * match it.
 */
const setNamespaceDefaults = (object: KubeObject): void => {
  const namespace = object as Namespace
  const { metadata } = namespace
  if (metadata.name)
    metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name }
  namespace.status = { phase: 'Active', ...namespace.status }
}

const finalizer = 'kubernetes'

/** Sets the finalizer of a new namespace. */
const addKubernetesFinalizer = (object: KubeObject): void => {
  const namespace = object as Namespace
  const { finalizers = [] } = namespace.spec ?? {}
  if (!finalizers.includes(finalizer))
    namespace.spec = { ...namespace.spec, finalizers: [...finalizers, finalizer] }
}

const copyOldSpec = (object: KubeObject, old: KubeObject): void => {
  const { spec } = old as Namespace
  if (spec) Object.assign(object, { spec })
}

/**
 * Namespaces that cannot be deleted. They correspond to `immortalNamespaces` in the admission plugin
 * NamespaceLifecycle.
 */
const protectedNamespaces = ['default', 'kube-system', 'kube-public']

export const namespaceKind: Kind = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  subresources: ['status'],
  hasGeneration: false,
  selectableFields: ['status.phase'],
  mergeRules: collectMergeRules(namespaceSchema),
  schema: namespaceSchema,
  columns: [
    nameColumn,
    createTextColumn<Namespace>('Status', ({ status }) => status?.phase ?? ''),
    ageColumn,
  ],
  isProtected: name => protectedNamespaces.includes(name),
  setDefaults: setNamespaceDefaults,
  prepareForCreate: addKubernetesFinalizer,
  prepareForUpdate: copyOldSpec,
  validate: object => validateMetadata(object, checkLabelName),
}
