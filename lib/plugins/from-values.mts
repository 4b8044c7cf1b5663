import {
  definitionsPath,
  listDefinitions,
  monitorsPath,
  mountPath,
  readValues,
} from '../chart/values.mts'
import type { VersionOf } from '../npd/version.mts'
import type { YamlSource } from '../yaml/source.mts'
import type { MountedFile, PluginFiles } from './plugin-files.mts'

/** Reads plugins from chart values. */
export const pluginsInValues = (
  source: YamlSource,
  text: string,
  versionOf: VersionOf,
): PluginFiles => {
  const { file } = source
  const { image, ...rest } = readValues(source)
  const npdVersion = versionOf(image)
  const values = { ...rest, image, npdVersion }
  const mountedFile = (key: string, body: string): MountedFile => ({
    file,
    text: body,
    path: `${mountPath}/${key}`,
    // The chart's `defaultMode`.
    mode: 0o755,
    positionOf: offset => source.positionInside([...definitionsPath, key], offset),
  })
  const monitors = listDefinitions(values).map(({ path, key, text: body, parsed }, index) => ({
    path,
    position: source.positionOf([...monitorsPath, index]),
    definition: parsed && { ...mountedFile(key, body), parsed },
  }))
  const position = source.positionOf(['settings', 'heartBeatPeriod'])
  return {
    file,
    text,
    kind: 'values',
    npdVersion,
    monitors,
    mounted: Object.entries(values.customMonitorDefinitions).map(([key, body]) =>
      mountedFile(key, body),
    ),
    mountPaths: [mountPath],
    heartbeat: { period: values.heartBeatPeriod, position },
  }
}
