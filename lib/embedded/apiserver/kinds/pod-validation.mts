import { isDeepStrictEqual } from 'node:util'
import { checkLabelName, checkSubdomain } from '../../../kube/names.mts'
import type { Container, KubeObject, Pod, PodSpec } from '../../../kube/types.mts'
import {
  duplicateValue,
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedValue,
  valueNotFound,
} from '../field-errors.mts'
import type { FieldError } from '../kind.mts'

const restartPolicies = ['Always', 'OnFailure', 'Never']
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']
const pullPolicies = ['Always', 'IfNotPresent', 'Never']

const validateEnum = (field: string, value: string | undefined, values: string[]): FieldError[] =>
  value === undefined || values.includes(value) ? [] : [unsupportedValue(field, value, values)]

/** Validates that every item has a valid, unique name. */
const validateNames = (items: { name?: string }[], field: string): FieldError[] =>
  items.flatMap(({ name }, index) => {
    const path = `${field}[${index}].name`
    if (!name) return [requiredField(path)]
    const firstIndex = items.findIndex(item => item.name === name)
    return [
      ...checkLabelName(name).map(detail => invalidField(path, name, detail)),
      ...(firstIndex < index ? [duplicateValue(path, name)] : []),
    ]
  })

const validateImage = (image: string | undefined, field: string): FieldError[] => {
  if (!image) return [requiredField(field)]
  return image.trim() === image
    ? []
    : [invalidField(field, image, 'must not have leading or trailing whitespace')]
}

const validateEnv = (container: Container, path: string): FieldError[] =>
  (container.env ?? []).flatMap(({ name }, index) => {
    const field = `${path}.env[${index}].name`
    if (!name) return [requiredField(field)]
    return /^[ -<>-~]+$/.test(name)
      ? []
      : [
          invalidField(
            field,
            name,
            "a valid environment variable name must consist only of printable ASCII characters other than '='",
          ),
        ]
  })

const validateMounts = (container: Container, path: string, volumeNames: string[]): FieldError[] =>
  (container.volumeMounts ?? []).flatMap(({ name, mountPath }, index) => {
    const mountField = `${path}.volumeMounts[${index}]`
    return [
      ...(volumeNames.includes(name) ? [] : [valueNotFound(`${mountField}.name`, name)]),
      ...(mountPath ? [] : [requiredField(`${mountField}.mountPath`)]),
    ]
  })

/** Validates the most common fields in the spec of a pod or pod template. */
export const validatePodSpec = (spec: PodSpec | undefined, path: string): FieldError[] => {
  const containers = spec?.containers ?? []
  const volumes = spec?.volumes ?? []
  const volumeNames = volumes.map(({ name }) => name)
  return [
    ...validateNames(volumes, `${path}.volumes`),
    ...(containers.length === 0 ? [requiredField(`${path}.containers`)] : []),
    ...validateNames(containers, `${path}.containers`),
    ...containers.flatMap((container, index) => {
      const field = `${path}.containers[${index}]`
      return [
        ...validateImage(container.image, `${field}.image`),
        ...validateEnv(container, field),
        ...validateMounts(container, field, volumeNames),
        ...validateEnum(`${field}.imagePullPolicy`, container.imagePullPolicy, pullPolicies),
      ]
    }),
    ...validateEnum(`${path}.restartPolicy`, spec?.restartPolicy, restartPolicies),
    ...validateEnum(`${path}.dnsPolicy`, spec?.dnsPolicy, dnsPolicies),
    ...validateNodeName(spec?.nodeName, `${path}.nodeName`),
  ]
}

const validateNodeName = (name: string | undefined, field: string): FieldError[] =>
  name ? checkSubdomain(name).map(detail => invalidField(field, name, detail)) : []

const omitMutableFields = ({
  activeDeadlineSeconds,
  tolerations,
  containers,
  ...immutableFields
}: Partial<PodSpec> = {}) => ({
  ...immutableFields,
  containers: (containers ?? []).map(({ image, ...container }) => container),
})

/** Validates images a second time on updates, like `ValidateContainerUpdates`. */
const validateImages = (spec: PodSpec | undefined): FieldError[] =>
  (spec?.containers ?? []).flatMap(({ image }, index) =>
    validateImage(image, `spec.containers[${index}].image`),
  )

/** Validates that an update changes only the images, tolerations and deadline of a pod. */
export const validatePodUpdate = (object: KubeObject, old: KubeObject): FieldError[] => [
  ...validateImages((object as Pod).spec),
  ...validateImmutableFields((object as Pod).spec, (old as Pod).spec),
]

const validateImmutableFields = (spec: PodSpec | undefined, oldSpec: PodSpec): FieldError[] =>
  isDeepStrictEqual(omitMutableFields(spec), omitMutableFields(oldSpec))
    ? []
    : [
        forbiddenField(
          'spec',
          'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
        ),
      ]
