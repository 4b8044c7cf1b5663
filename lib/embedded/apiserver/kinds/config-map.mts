import { checkConfigKey } from '../../../kube/names.mts'
import type { ConfigMap } from '../../../kube/types.mts'
import { invalidField } from '../field-errors.mts'
import type { FieldError, Kind } from '../kind.mts'
import { validateMetadata } from '../metadata-validation.mts'
import { collectMergeRules } from '../schema.mts'
import { configMapSchema } from '../schemas/small-kinds.mts'
import { ageColumn, createTextColumn, nameColumn } from './columns.mts'

const keysOf = ({ data, binaryData }: ConfigMap): string[] =>
  Object.keys({ ...data, ...binaryData })

const validateKeys = (configMap: ConfigMap): FieldError[] =>
  keysOf(configMap)
    .sort()
    .flatMap(key => checkConfigKey(key).map(detail => invalidField(`data[${key}]`, key, detail)))

export const configMapKind: Kind = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  subresources: [],
  hasGeneration: false,
  mergeRules: collectMergeRules(configMapSchema),
  schema: configMapSchema,
  columns: [nameColumn, createTextColumn<ConfigMap>('Data', cm => keysOf(cm).length), ageColumn],
  validate: object => [...validateMetadata(object), ...validateKeys(object as ConfigMap)],
}
