import { isMap, isSeq } from 'yaml'
import { type ParsedConfig, parseConfig } from '../npd/config.mts'
import { formatDuration, parseDuration } from '../npd/go/duration.mts'
import { type Problem, parseSource, problemsError, type YamlSource } from '../yaml/source.mts'

/** What `npd/values.yaml` says, with the defaults of chart 2.4.1. */
export interface NpdValues {
  /** As in `custom-node-problem-detector:latest`. */
  image: string
  pullPolicy: string
  /** A Go duration. */
  heartBeatPeriod: string
  /** Paths in the container of the definitions that NPD loads. */
  customPluginMonitors: string[]
  /** File name to text: monitor definitions and scripts, mounted at `/custom-config`. */
  customMonitorDefinitions: Record<string, string>
  labels: Record<string, string>
  annotations: Record<string, string>
  env: { name: string; value?: string }[]
  updateStrategy: string
  maxUnavailable: number | string
}

export const mountPath = '/custom-config'

const defaultImage = 'registry.k8s.io/node-problem-detector/node-problem-detector'

interface RawValues {
  image?: { repository?: string; tag?: string; digest?: string; pullPolicy?: string }
  settings?: {
    heartBeatPeriod?: string
    custom_plugin_monitors?: string[]
    custom_monitor_definitions?: Record<string, string>
  }
  labels?: Record<string, string>
  annotations?: Record<string, string>
  env?: { name: string; value?: string }[]
  updateStrategy?: string
  maxUnavailable?: number | string
}

/**
 * Reads values of the chart and checks all that NPD would die of. `file` is named in messages.
 * Throws a UserError with every problem, its line and its cure.
 */
export const parseValues = (file: string, text: string): NpdValues => {
  const source = parseSource(file, text)
  const shape = checkShape(source)
  if (shape.length > 0) throw problemsError(file, shape)
  const values = withDefaults(source.document.toJS() ?? {})
  const problems = [...checkHeartbeat(source, values), ...checkMonitors(source, values)]
  if (problems.length > 0) throw problemsError(file, problems)
  return values
}

const withDefaults = (raw: RawValues): NpdValues => {
  const { repository = defaultImage, tag = 'latest', digest, pullPolicy } = raw.image ?? {}
  return {
    image: digest ? `${repository}@${digest}` : `${repository}:${tag}`,
    pullPolicy: pullPolicy ?? 'IfNotPresent',
    heartBeatPeriod: raw.settings?.heartBeatPeriod ?? '5m0s',
    customPluginMonitors: raw.settings?.custom_plugin_monitors ?? [],
    customMonitorDefinitions: raw.settings?.custom_monitor_definitions ?? {},
    labels: raw.labels ?? {},
    annotations: raw.annotations ?? {},
    env: raw.env ?? [],
    updateStrategy: raw.updateStrategy ?? 'RollingUpdate',
    maxUnavailable: raw.maxUnavailable ?? 1,
  }
}

const monitorsPath = ['settings', 'custom_plugin_monitors']
const definitionsPath = ['settings', 'custom_monitor_definitions']

const checkShape = ({ document, positionOf }: YamlSource): Problem[] => {
  const check = (path: string[], fits: (node: unknown) => boolean, message: string) => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true)
    return node === undefined || fits(node)
      ? []
      : [{ position: positionOf(path), message, cure: 'see the comments of npd/values.yaml' }]
  }
  const problems = [
    ...check([], isMap, 'values are a map'),
    ...check(['settings'], isMap, '`settings` is a map'),
    ...check(monitorsPath, isSeq, '`custom_plugin_monitors` is a list of paths'),
    ...check(definitionsPath, isMap, '`custom_monitor_definitions` is a map of file names to text'),
  ]
  const definitions = document.getIn(definitionsPath)
  if (problems.length > 0 || !isMap(definitions)) return problems
  return Object.entries(definitions.toJSON() as Record<string, unknown>).flatMap(([key, text]) =>
    typeof text === 'string'
      ? []
      : {
          position: positionOf([...definitionsPath, key]),
          message: `\`${key}\` is no text`,
          cure: `write \`${key}: |\` and its lines below, indented`,
        },
  )
}

const checkHeartbeat = ({ positionOf }: YamlSource, { heartBeatPeriod }: NpdValues): Problem[] => {
  try {
    formatDuration(parseDuration(heartBeatPeriod))
    return []
  } catch {
    return [
      {
        position: positionOf(['settings', 'heartBeatPeriod']),
        message: `\`heartBeatPeriod\` cannot be \`${heartBeatPeriod}\``,
        cure: 'write a duration, as in 30s or 5m',
      },
    ]
  }
}

/** Every definition that NPD loads, as NPD would read it. */
const checkMonitors = (source: YamlSource, values: NpdValues): Problem[] => {
  const { customPluginMonitors, customMonitorDefinitions: definitions } = values
  if (customPluginMonitors.length === 0)
    return [
      {
        position: source.positionOf(monitorsPath),
        message: '`custom_plugin_monitors` names no definition: NPD would run no plugin',
        cure: `list one, as in ${mountPath}/network-monitor.json`,
      },
    ]
  return customPluginMonitors.flatMap((path, index) => {
    const key = keyOf(path)
    const text = key === undefined ? undefined : definitions[key]
    if (key === undefined || text === undefined)
      return {
        position: source.positionOf([...monitorsPath, index]),
        message: `no key of \`custom_monitor_definitions\` provides ${path}`,
        cure: `add it there, or correct the path: keys are ${Object.keys(definitions).join(', ') || 'none'}`,
      }
    return parseDefinition(values, path, text).problems.map(({ offset, message, cure }) => ({
      position: source.positionInside([...definitionsPath, key], offset),
      message,
      cure,
    }))
  })
}

/** Scripts elsewhere than in the mounted folder come with the image: they cannot be checked here. */
const parseDefinition = (values: NpdValues, configPath: string, text: string): ParsedConfig =>
  parseConfig(text, {
    configPath,
    pathExists: path => {
      const key = keyOf(path)
      return key === undefined || key in values.customMonitorDefinitions
    },
  })

/** The key whose text is mounted at this path of the container. */
const keyOf = (path: string): string | undefined =>
  new RegExp(`^(?:\\./|/)?${mountPath.slice(1)}/([^/]+)$`).exec(path)?.[1]

/** The condition types that NPD will report with these values, in their order. */
export const conditionTypesOf = (values: NpdValues): string[] => {
  const types = values.customPluginMonitors.flatMap(path => {
    const text = values.customMonitorDefinitions[keyOf(path) ?? ''] ?? ''
    const { config } = parseDefinition(values, path, text)
    return config?.defaultConditions.map(({ type }) => type) ?? []
  })
  return [...new Set(types)]
}
