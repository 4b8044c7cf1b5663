import {
  createValuesAtLocation,
  parseNestedValues,
  selectSubvalues,
  type ValuesSource,
} from '../chart/values-source.mts'
import { isObject } from '../kube/is-object.mts'
import { dig, listAt, type Path } from '../yaml/dig.mts'
import type { ManifestObject } from './manifest-objects.mts'

/** The keys of chart 2.4.1's values. */
export const chartKeys =
  'settings logDir image imagePullSecrets nameOverride fullnameOverride rbac hostNetwork hostPID hostUsers dnsPolicy dnsConfig volume priorityClassName securityContext resources resizePolicy annotations labels tolerations serviceAccount affinity nodeSelector metrics env extraVolumes extraVolumeMounts initContainers extraContainers updateStrategy maxUnavailable'.split(
    ' ',
  )

/** The keys below `settings`. */
export const settingsKeys =
  'custom_monitor_definitions log_monitors custom_plugin_monitors extraArgs prometheus_address prometheus_port heartBeatPeriod'.split(
    ' ',
  )

/** Whether a map contains values for NPD's chart. */
const isNpdValues = (value: unknown): boolean => {
  const settings = dig(value, 'settings')
  return isObject(settings) && settingsKeys.some(key => Object.hasOwn(settings, key))
}

/** Whether a map could override parts of NPD's values, for example only the image. */
export const couldOverrideValues = (value: unknown): boolean =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  Object.keys(value).every(key => chartKeys.includes(key) || key === 'global') &&
  Object.keys(value).some(key => key !== 'labels' && key !== 'resources')

/**
 * Returns the values for NPD's chart that a map contains: the map itself or, for an umbrella chart, the maps
 * under its keys. If `key` is set, returns only the values under that key. Dots separate the parts of `key`.
 */
export const findNpdValues = (source: ValuesSource, key: string | undefined): ValuesSource[] => {
  if (key !== undefined) {
    const path = key.split('.')
    return isObject(dig(source.value, ...path)) ? [selectSubvalues(source, path)] : []
  }
  if (isNpdValues(source.value)) return [source]
  if (!isObject(source.value)) return []
  return Object.keys(source.value)
    .filter(name => isNpdValues(dig(source.value, name)) || isDependency(source.value, name))
    .map(name => selectSubvalues(source, [name]))
}

/** Whether a key has the name of NPD's chart, and its value is a map. */
const isDependency = (value: unknown, name: string): boolean =>
  /^node-?problem-?detector$/i.test(name) && isObject(dig(value, name))

/** The values in a Flux HelmRelease or an Argo CD Application, in the order in which they apply. */
export const readValuesInRelease = (
  object: ManifestObject,
  objects: ManifestObject[],
): ValuesSource[] => {
  const { kind, apiVersion } = object.value
  const group = String(apiVersion).split('/')[0]
  if (kind === 'HelmRelease' && group === 'helm.toolkit.fluxcd.io')
    return [
      ...readValuesFromReferences(object, objects),
      ...readValuesAtPath(object, ['spec', 'values']),
    ]
  if (kind === 'Application' && group === 'argoproj.io')
    return readValuesInApplication(object, ['spec'])
  if (kind === 'ApplicationSet' && group === 'argoproj.io')
    return readValuesInApplication(object, ['spec', 'template', 'spec'])
  return []
}

const readValuesAtPath = (object: ManifestObject, path: Path): ValuesSource[] =>
  isObject(dig(object.value, ...path)) ? [object.valuesAt(path)] : []

/** Returns the values in the given objects that the `valuesFrom` field of a HelmRelease refers to. */
const readValuesFromReferences = (
  object: ManifestObject,
  objects: ManifestObject[],
): ValuesSource[] =>
  listAt(object.value, 'spec', 'valuesFrom').flatMap(reference => {
    const found = objects.find(
      ({ value }) =>
        value.kind === dig(reference, 'kind') &&
        dig(value, 'metadata', 'name') === dig(reference, 'name'),
    )
    const key = String(dig(reference, 'valuesKey') ?? 'values.yaml')
    if (dig(reference, 'targetPath') !== undefined) return []
    return typeof dig(found?.value, 'data', key) === 'string' && found
      ? [parseNestedValues(found.valuesAt(['data']), [key])]
      : []
  })

const readValuesInApplication = (object: ManifestObject, spec: Path): ValuesSource[] => {
  const sources = listAt(object.value, ...spec, 'sources')
  const paths: Path[] =
    sources.length > 0
      ? sources.map((_, index) => [...spec, 'sources', index])
      : [[...spec, 'source']]
  return paths.flatMap(path => {
    const helm = [...path, 'helm']
    const text = dig(object.value, ...helm, 'values')
    // Argo CD ignores `values` if there is a `valuesObject`.
    const inline = isObject(dig(object.value, ...helm, 'valuesObject'))
      ? [object.valuesAt([...helm, 'valuesObject'])]
      : typeof text === 'string'
        ? [parseNestedValues(object.valuesAt(helm), ['values'])]
        : []
    return [...inline, ...readParameters(object, [...helm, 'parameters'])]
  })
}

/** The values in `helm.parameters` of an Application. Their names have the format of Helm's `--set`. */
const readParameters = (object: ManifestObject, path: Path): ValuesSource[] =>
  listAt(object.value, ...path).map((parameter, index) => {
    const steps = String(dig(parameter, 'name')).match(/\[\d+\]|(?:\\.|[^.[\]])+/g) ?? []
    const text: unknown = dig(parameter, 'value')
    const value = steps.reduceRight<unknown>(
      (inner, step) => (step.startsWith('[') ? [inner] : { [step.replace(/\\(.)/g, '$1')]: inner }),
      text,
    )
    return createValuesAtLocation(value, object.locationInside([...path, index], 0))
  })
