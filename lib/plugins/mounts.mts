import { posix } from 'node:path'
import type { Location } from '../chart/values-source.mts'
import { isObject } from '../kube/is-object.mts'
import { imageFolders } from '../npd/shipped-files.mts'
import { dig, listAt } from '../yaml/dig.mts'
import type { ManifestObject } from './manifest-objects.mts'
import type { MountedFile, Mounts } from './plugin-files.mts'

/** The volumes of a pod and the mounts of one of its containers, in the format of the Kubernetes API. */
export interface MountInput {
  volumes: unknown[]
  volumeMounts: unknown[]
  /** The location of a mount, by its index. */
  locationOf(index: number): Location
  /** The file of the workload. */
  file: string
}

/**
 * Returns a container's mounts, with the files that the given objects provide. If several objects have the
 * same name, one in the file of the workload takes precedence.
 */
export const mountVolumes = (input: MountInput, manifestObjects: ManifestObject[]): Mounts => {
  const objects = manifestObjects.toSorted(
    (a, b) => Number(b.file === input.file) - Number(a.file === input.file),
  )
  const mounts = input.volumeMounts.map((mount, index) => {
    const path = posix.resolve('/', String(dig(mount, 'mountPath')))
    const volume = input.volumes.find(
      volumeObject => dig(volumeObject, 'name') === dig(mount, 'name'),
    )
    return {
      ...mountVolume({ path, subPath: dig(mount, 'subPath') }, volume, objects),
      path,
      index,
    }
  })
  return {
    mountedFiles: mounts.flatMap(({ files }) => files),
    knownFolders: mounts.flatMap(({ path, hasKnownContents, isFile }) =>
      hasKnownContents && !isFile ? path : [],
    ),
    opaquePaths: mounts.flatMap(({ path, hasKnownContents }) => (hasKnownContents ? [] : path)),
    hidingMounts: mounts.flatMap(({ path, index, isFile, hasUnknownVolumeType }) =>
      isFile || !imageFolders.includes(path)
        ? []
        : { ...input.locationOf(index), path, hasUnknownVolumeType },
    ),
  }
}

interface MountResult {
  files: MountedFile[]
  hasKnownContents: boolean
  /** Whether the mount is a single file, which hides no other file. */
  isFile: boolean
  /** Whether the volume is neither a ConfigMap nor a Secret. */
  hasUnknownVolumeType: boolean
}

const mountVolume = (
  { path, subPath }: { path: string; subPath: unknown },
  volume: unknown,
  objects: ManifestObject[],
): MountResult => {
  const sources = readSources(volume)
  const found = sources.map(source => objects.find(object => matchesSource(object, source)))
  const hasKnownContents = sources.length > 0 && found.every(object => object !== undefined)
  const files = sources.flatMap((source, index) => selectFiles(source, found[index]))
  if (typeof subPath !== 'string')
    return {
      files: files.map(file => ({ ...file, path: posix.join(path, file.path) })),
      hasKnownContents,
      isFile: false,
      hasUnknownVolumeType: sources.length === 0,
    }
  const exactMatches = files.filter(file => file.path === subPath).map(file => ({ ...file, path }))
  const nestedFiles = files
    .filter(file => file.path.startsWith(`${subPath}/`))
    .map(file => ({ ...file, path: posix.join(path, file.path.slice(subPath.length)) }))
  return {
    files: [...exactMatches, ...nestedFiles],
    hasKnownContents,
    isFile: exactMatches.length > 0 || sources.length > 0,
    hasUnknownVolumeType: sources.length === 0,
  }
}

const nameOf = ({ value }: ManifestObject): unknown => dig(value, 'metadata', 'name')

/** A ConfigMap or a Secret in a volume. */
interface VolumeSource {
  kind: 'ConfigMap' | 'Secret'
  name: unknown
  /** The key, path and mode of each file, if the volume lists its items. */
  items?: unknown[]
  mode: number
}

const matchesSource = (object: ManifestObject, { kind, name }: VolumeSource): boolean =>
  object.value.kind === kind && nameOf(object) === name

/** Kubernetes' default for `defaultMode`. Files with this mode are not executable. */
const defaultFileMode = 0o644

/** Returns the ConfigMaps and Secrets of a volume. Empty if it contains anything else. */
const readSources = (volume: unknown): VolumeSource[] => {
  const projected = dig(volume, 'projected')
  const entries = isObject(projected) ? listAt(projected, 'sources') : [volume]
  const sources = entries.map(entry => {
    const configMap = dig(entry, 'configMap')
    const secret = dig(entry, 'secret')
    if (isObject(configMap))
      return { kind: 'ConfigMap' as const, name: configMap.name, fields: configMap }
    if (isObject(secret))
      return { kind: 'Secret' as const, name: secret.secretName ?? secret.name, fields: secret }
    return undefined
  })
  return sources.every(source => source !== undefined)
    ? sources.map(({ kind, name, fields }) => ({
        kind,
        name,
        items: Array.isArray(fields.items) ? fields.items : undefined,
        mode:
          toMode(dig(isObject(projected) ? projected : fields, 'defaultMode')) ?? defaultFileMode,
      }))
    : []
}

const toMode = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined

const selectFiles = (source: VolumeSource, object: ManifestObject | undefined): MountedFile[] => {
  if (!object) return []
  const files = readFilesInObject(object)
  if (!source.items)
    return files.map(({ key, ...file }) => ({ ...file, path: key, mode: source.mode }))
  return source.items.flatMap(item => {
    const file = files.find(({ key }) => key === dig(item, 'key'))
    if (!file) return []
    const { key, ...rest } = file
    const mode = toMode(dig(item, 'mode')) ?? source.mode
    return { ...rest, path: posix.normalize(String(dig(item, 'path') ?? key)), mode }
  })
}

/**
 * Returns the files in a ConfigMap or Secret, each with its key. In base64-encoded data, `positionOf` always
 * returns the start of the value.
 */
export const readFilesInObject = ({
  value,
  textAt,
}: ManifestObject): (Omit<MountedFile, 'path' | 'mode'> & { key: string })[] => {
  const isSecret = value.kind === 'Secret'
  const encodedField = isSecret ? 'data' : 'binaryData'
  const plainField = isSecret ? 'stringData' : 'data'
  const keysOf = (field: string) => Object.keys(Object(dig(value, field)))
  return [
    ...keysOf(plainField).map(key => ({ key, ...textAt([plainField, key]) })),
    ...keysOf(encodedField).map(key => {
      const { text, file, positionOf } = textAt([encodedField, key])
      const decoded = Buffer.from(text, 'base64').toString('utf8')
      return { key, file, text: decoded, positionOf: () => positionOf(0) }
    }),
  ]
}

/** The names of the ConfigMaps and Secrets in the volumes of a pod. */
export const listVolumeSourceNames = (podSpec: unknown): unknown[] =>
  listAt(podSpec, 'volumes')
    .flatMap(volume => readSources(volume))
    .map(({ name }) => name)
