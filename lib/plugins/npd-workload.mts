import { posix } from 'node:path'
import { parseArguments } from '../chart/release.mts'
import { isObject } from '../kube/is-object.mts'
import type { Position } from '../yaml/source.mts'
import { dig, listAt, type ManifestObject } from './manifest-objects.mts'
import type { MountedFile, PluginFiles } from './plugin-files.mts'

/** A container that runs NPD with custom plugins. */
export interface NpdContainer {
  podSpec: unknown
  container: unknown
  configPaths: { path: string; position: Position }[]
  heartbeat: PluginFiles['heartbeat']
}

/** Returns the containers of a workload whose arguments list monitor definitions. */
export const findNpdContainers = (object: ManifestObject): NpdContainer[] => {
  const base = ['spec', 'template', 'spec']
  const path = dig(object.value, ...base) === undefined ? ['spec'] : base
  const podSpec = dig(object.value, ...path)
  return listAt(podSpec, 'containers').flatMap((container, index) => {
    const parts = (['command', 'args'] as const).flatMap(key =>
      listAt(container, key).map((part, place) => ({
        part: String(part),
        ...object.textAt([...path, 'containers', index, key, place]),
      })),
    )
    const { configPaths, heartBeatPeriod } = parseArguments(parts.map(({ part }) => part))
    if (configPaths.length === 0) return []
    const positionOf = (text: string): Position => {
      const found = parts.find(({ part }) => part.includes(text)) ?? parts[0]
      return found?.positionOf(found.part.indexOf(text)) ?? { line: 1, column: 1 }
    }
    return {
      podSpec,
      container,
      configPaths: configPaths.map(each => ({ path: each, position: positionOf(each) })),
      heartbeat: {
        period: heartBeatPeriod,
        position: positionOf('k8s-exporter-heartbeat-period'),
      },
    }
  })
}

type Mounted = Pick<PluginFiles, 'mounted' | 'mountPaths'>

/** Returns the files of these ConfigMaps at the paths where the container mounts them. */
export const mountConfigMaps = (
  { podSpec, container }: NpdContainer,
  configMaps: ManifestObject[],
): Mounted => {
  const mounts = listAt(container, 'volumeMounts').map(mount => {
    const mountPath = posix.resolve('/', String(dig(mount, 'mountPath')))
    const volume = listAt(podSpec, 'volumes').find(each => dig(each, 'name') === dig(mount, 'name'))
    const sources = sourcesOf(volume)
    const maps = sources.map(source => configMaps.find(each => nameOf(each) === source.name))
    const files = sources.flatMap((source, index) => filesOf(source, maps[index]))
    const subPath = dig(mount, 'subPath')
    if (subPath !== undefined)
      return {
        mounted: files
          .filter(({ path }) => path === subPath)
          .map(file => ({ ...file, path: mountPath })),
        mountPaths: [],
      }
    const isKnown = sources.length > 0 && maps.every(map => map !== undefined)
    return {
      mounted: files.map(file => ({ ...file, path: posix.join(mountPath, file.path) })),
      mountPaths: isKnown ? [mountPath] : [],
    }
  })
  return {
    mounted: mounts.flatMap(({ mounted }) => mounted),
    mountPaths: mounts.flatMap(({ mountPaths }) => mountPaths),
  }
}

const nameOf = ({ value }: ManifestObject): unknown => dig(value, 'metadata', 'name')

/** A ConfigMap in a volume. */
interface VolumeSource {
  name: unknown
  /** The key, path and mode of each file, if the volume lists its items. */
  items?: unknown[]
  mode: number
}

/** Kubernetes' default for `defaultMode`, which makes no file executable. */
const readOnly = 0o644

const sourcesOf = (volume: unknown): VolumeSource[] => {
  const projected = dig(volume, 'projected')
  const [holder, raw] = isObject(projected)
    ? [projected, listAt(projected, 'sources').map(source => dig(source, 'configMap'))]
    : [dig(volume, 'configMap'), [dig(volume, 'configMap')]]
  const mode = modeOf(dig(holder, 'defaultMode')) ?? readOnly
  return raw.filter(isObject).map(({ name, items }) => ({
    name,
    items: Array.isArray(items) ? items : undefined,
    mode,
  }))
}

const modeOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined

const filesOf = (source: VolumeSource, map: ManifestObject | undefined): MountedFile[] => {
  if (!map) return []
  const keys = Object.keys(Object(dig(map.value, 'data')))
  const items = source.items ?? keys.map(key => ({ key, path: key }))
  return items
    .filter(item => keys.includes(String(dig(item, 'key'))))
    .map(item => ({
      ...map.textAt(['data', String(dig(item, 'key'))]),
      path: String(dig(item, 'path')),
      mode: modeOf(dig(item, 'mode')) ?? source.mode,
    }))
}
