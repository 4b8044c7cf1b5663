import { isMap } from 'yaml'
import { isObject } from '../kube/is-object.mts'
import { toValue, type YamlSource } from '../yaml/source.mts'
import type { MountedFile } from './plugin-files.mts'

type Path = (string | number)[]
type Value = Record<string, unknown>

/** An object of Kubernetes, of which nothing is known but that it is a map. */
export interface ManifestObject {
  value: Value
  /** The string at a path, and where it stands. */
  textAt(path: Path): Pick<MountedFile, 'file' | 'text' | 'positionOf'>
}

/** The objects of a document, those in a List too; empty if it is none of Kubernetes. */
export const objectsIn = (source: YamlSource): ManifestObject[] =>
  isMap(source.document.contents) ? expand(source, toValue(source), []) : []

const expand = (source: YamlSource, value: unknown, path: Path): ManifestObject[] => {
  if (!isObject(value) || typeof value.kind !== 'string' || typeof value.apiVersion !== 'string')
    return []
  if (value.kind.endsWith('List') && Array.isArray(value.items))
    return value.items.flatMap((item, index) => expand(source, item, [...path, 'items', index]))
  const textAt: ManifestObject['textAt'] = inner => ({
    file: source.file,
    text: String(dig(value, ...inner)),
    positionOf: offset => source.positionInside([...path, ...inner], offset),
  })
  return [{ value, textAt }]
}

/** The value at a path of something unknown; undefined where the path leads nowhere. */
export const dig = (value: unknown, ...path: Path): unknown =>
  path.reduce<unknown>(
    (outer, step) =>
      typeof outer === 'object' && outer !== null && Object.hasOwn(outer, step)
        ? (outer as Value)[step]
        : undefined,
    value,
  )

/** The list at a path, empty if there is none. */
export const listAt = (value: unknown, ...path: Path): unknown[] => {
  const list = dig(value, ...path)
  return Array.isArray(list) ? list : []
}
