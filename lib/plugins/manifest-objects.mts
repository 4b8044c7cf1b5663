import { isMap } from 'yaml'
import { isConfigMapKey, keyFix } from '../chart/value-shapes.mts'
import { type Location, readValuesAt, type ValuesSource } from '../chart/values-source.mts'
import { isObject } from '../kube/is-object.mts'
import { dig, type Path } from '../yaml/dig.mts'
import { createProblemsError, toValue, type YamlSource } from '../yaml/source.mts'
import type { MountedFile } from './plugin-files.mts'

/** A Kubernetes object whose fields are not validated. */
export interface ManifestObject {
  file: string
  value: Record<string, unknown>
  /** Returns the string at a path, with its position in the file. */
  textAt(path: Path): Pick<MountedFile, 'file' | 'text' | 'positionOf'>
  /** The location of a character in the string at a path, or of the nearest enclosing value. */
  locationInside(path: Path, offset: number): Location
  /** Chart values in the object, at a path. */
  valuesAt(path: Path): ValuesSource
}

/** Returns the Kubernetes objects in a document, including those in a List. */
export const findObjects = (source: YamlSource): ManifestObject[] => {
  if (!isMap(source.document.contents)) return []
  const root = toValue(source)
  const expand = (value: unknown, path: Path): ManifestObject[] => {
    if (!isObject(value) || typeof value.kind !== 'string' || typeof value.apiVersion !== 'string')
      return []
    if (value.kind.endsWith('List') && Array.isArray(value.items))
      return value.items.flatMap((item, index) => expand(item, [...path, 'items', index]))
    const { file } = source
    checkKeys(source, value, path)
    return [
      {
        file,
        value,
        textAt: innerPath => ({
          file,
          text: String(dig(value, ...innerPath)),
          positionOf: offset => source.positionInside([...path, ...innerPath], offset),
        }),
        locationInside: (innerPath, offset) => ({
          file,
          position: source.positionInside([...path, ...innerPath], offset),
        }),
        valuesAt: inner => readValuesAt(source, root, [...path, ...inner]),
      },
    ]
  }
  return expand(root, [])
}

/** Throws a UserError for keys that the API server rejects. */
const checkKeys = (source: YamlSource, value: Record<string, unknown>, path: Path): void => {
  if (value.kind !== 'ConfigMap' && value.kind !== 'Secret') return
  const problems = ['data', 'binaryData', 'stringData'].flatMap(field =>
    Object.keys(Object(value[field]))
      .filter(key => !isConfigMapKey(key))
      .map(key => ({
        position: source.positionOf([...path, field, key]),
        message: `\`${key}\` cannot be a key of a ${value.kind}`,
        fix: keyFix,
      })),
  )
  if (problems.length > 0) throw createProblemsError(source.file, problems)
}
