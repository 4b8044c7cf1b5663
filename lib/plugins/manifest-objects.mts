import { isMap } from 'yaml'
import { isObject } from '../kube/is-object.mts'
import { toValue, type YamlSource } from '../yaml/source.mts'
import type { MountedFile } from './plugin-files.mts'

type Path = (string | number)[]
type Value = Record<string, unknown>

/** A Kubernetes object that is not validated beyond being a map. */
export interface ManifestObject {
  value: Value
  /** Returns the string at a path, with its position in the file. */
  textAt(path: Path): Pick<MountedFile, 'file' | 'text' | 'positionOf'>
}

/** Returns the Kubernetes objects in a document, including those in a List. */
export const findObjects = (source: YamlSource): ManifestObject[] =>
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

/** Returns the value at a path of an unknown value, or undefined if the path does not exist. */
export const dig = (value: unknown, ...path: Path): unknown =>
  path.reduce<unknown>(
    (outer, step) =>
      typeof outer === 'object' && outer !== null && Object.hasOwn(outer, step)
        ? (outer as Value)[step]
        : undefined,
    value,
  )

/** Returns the list at a path, or an empty list if the value there is not a list. */
export const listAt = (value: unknown, ...path: Path): unknown[] => {
  const list = dig(value, ...path)
  return Array.isArray(list) ? list : []
}
