import { isObject } from '../kube/is-object.mts'
import { dig, type Path } from '../yaml/dig.mts'
import { type Position, parseSources, toValue, type YamlSource } from '../yaml/source.mts'

/** A file and a position in it. */
export interface Location {
  file: string
  position: Position
}

/** Chart values from one source, or merged from several. */
export interface ValuesSource {
  /** The file to name in messages about the values as a whole. */
  file: string
  value: unknown
  /** The file that contains the value at a path. */
  fileOf(path: Path): string
  /** The location of the value at a path, or of the nearest enclosing value. */
  locationOf(path: Path): Location
  /** The location of a character in the string at a path. */
  locationInside(path: Path, offset: number): Location
}

/** The values at a path of a YAML document. */
export const readValuesAt = (source: YamlSource, root: unknown, basePath: Path): ValuesSource => ({
  file: source.file,
  value: dig(root, ...basePath),
  fileOf: () => source.file,
  locationOf: path => ({ file: source.file, position: source.positionOf([...basePath, ...path]) }),
  locationInside: (path, offset) => ({
    file: source.file,
    position: source.positionInside([...basePath, ...path], offset),
  }),
})

/** The values of a whole YAML document. */
export const valuesOf = (source: YamlSource): ValuesSource =>
  readValuesAt(source, toValue(source), [])

/** The values under a key, for example the values for a subchart of an umbrella chart. */
export const selectSubvalues = (outer: ValuesSource, base: Path): ValuesSource => ({
  file: outer.file,
  value: dig(outer.value, ...base),
  fileOf: path => outer.fileOf([...base, ...path]),
  locationOf: path => outer.locationOf([...base, ...path]),
  locationInside: (path, offset) => outer.locationInside([...base, ...path], offset),
})

/**
 * The values in a string that contains YAML, as in `helm.values` of an Argo CD Application. Throws a
 * UserError if the string is not YAML.
 */
export const parseNestedValues = (outer: ValuesSource, base: Path): ValuesSource => {
  const text = String(dig(outer.value, ...base))
  const [inner] = parseSources(
    outer.file,
    text,
    offset => outer.locationInside(base, offset).position,
  )
  if (!inner) return selectSubvalues(outer, [...base, 'values'])
  return valuesOf(inner)
}

/** Values that have no position of their own, such as Helm parameters. All of them have the same `location`. */
export const createValuesAtLocation = (value: unknown, location: Location): ValuesSource => ({
  file: location.file,
  value,
  fileOf: () => location.file,
  locationOf: () => location,
  locationInside: () => location,
})

/**
 * Merges values as Helm does: later values replace earlier ones, maps are merged, and `null` removes
 * a key.
 */
export const mergeValues = (sources: ValuesSource[]): ValuesSource => {
  const [first] = sources
  if (!first) throw new Error('No values to merge')
  if (sources.length === 1) return first
  /**
   * The last source that has the value, because later sources take precedence. If none has it, the last source that
   * has the nearest enclosing value.
   */
  const findOwner = (path: Path): ValuesSource => {
    for (let length = path.length; length > 0; length -= 1) {
      const part = path.slice(0, length)
      const owner = sources.findLast(({ value }) => dig(value, ...part) !== undefined)
      if (owner) return owner
    }
    return first
  }
  return {
    file: first.file,
    value: sources.map(({ value }) => value).reduce(mergePair, {}),
    fileOf: path => findOwner(path).fileOf(path),
    locationOf: path => findOwner(path).locationOf(path),
    locationInside: (path, offset) => findOwner(path).locationInside(path, offset),
  }
}

const mergePair = (base: unknown, next: unknown): unknown => {
  if (!isObject(base) || !isObject(next)) return next ?? base
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(next))
    if (value === null) delete merged[key]
    else merged[key] = Object.hasOwn(base, key) ? mergePair(base[key], value) : value
  return merged
}
