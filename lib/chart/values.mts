import type { PolicyRule } from '../kube/types.mts'
import { type ParsedConfig, parseConfig } from '../npd/config.mts'
import { formatDuration, parseDuration } from '../npd/go/duration.mts'
import { npdVersionOf } from '../npd/version.mts'
import { createProblemsError, type Problem, parseSource } from '../yaml/source.mts'
import { checkShapes, definitionsPath, monitorsPath } from './value-shapes.mts'
import { type ValuesSource, valuesOf } from './values-source.mts'

/** The values in `npd/values.yaml`, with the defaults of chart 2.4.1. */
export interface NpdValues {
  /** The full name of the image, for example `custom-node-problem-detector:latest`. */
  image: string
  /**
   * The NPD version in the image tag. If the tag contains no version, the base version that the caller passed, if
   * any.
   */
  npdVersion?: string
  pullPolicy: string
  /** A Go duration. */
  heartBeatPeriod: string
  /** The container paths of the definitions that NPD loads. */
  customPluginMonitors: string[]
  /** Monitor definitions and scripts by file name, mounted at `/custom-config`. */
  customMonitorDefinitions: Record<string, string>
  labels: Record<string, string>
  annotations: Record<string, string>
  env: { name: string; value?: string }[]
  updateStrategy: string
  maxUnavailable: number | string
  hostNetwork: boolean
  /** `rbac.clusterRole.extraRules`. */
  extraRules: PolicyRule[]
  /** Whether the chart creates the ClusterRole. */
  createsRole: boolean
  /** The container paths of the system log monitor's definitions. */
  logMonitors: string[]
  extraArgs: string[]
  extraVolumes: unknown[]
  extraVolumeMounts: unknown[]
}

export const mountPath = '/custom-config'

const defaultRepository = 'registry.k8s.io/node-problem-detector/node-problem-detector'
const defaultTag = 'v1.35.1'
const defaultLogMonitors = ['kernel', 'docker', 'readonly'].map(
  name => `/config/${name}-monitor.json`,
)

interface RawValues {
  image?: { repository?: string; tag?: string; digest?: string; pullPolicy?: string }
  settings?: {
    heartBeatPeriod?: string
    custom_plugin_monitors?: string[] | null
    log_monitors?: string[] | null
    extraArgs?: string[] | null
    custom_monitor_definitions?: Record<string, string> | null
  }
  labels?: Record<string, string>
  annotations?: Record<string, string>
  env?: { name: string; value?: string }[] | null
  updateStrategy?: string
  maxUnavailable?: number | string
  hostNetwork?: boolean
  extraVolumes?: unknown[] | null
  extraVolumeMounts?: unknown[] | null
  serviceAccount?: { create?: boolean; name?: string } | null
  rbac?: { create?: boolean; clusterRole?: { extraRules?: Partial<PolicyRule>[] } }
}

/**
 * Parses chart values and checks everything that would keep NPD from starting. `file` is the file name for
 * messages. `baseVersion` is the NPD version to assume if the name of the image contains none. Throws a
 * UserError with the position and the fix of every problem.
 */
export const parseValues = (file: string, text: string, baseVersion?: string): NpdValues => {
  return parseMergedValues(valuesOf(parseSource(file, text)), baseVersion)
}

/** Like `parseValues`, but accepts values from several files. */
export const parseMergedValues = (source: ValuesSource, baseVersion?: string): NpdValues => {
  const { file } = source
  const values = withVersion(parseTypeCheckedValues(source), baseVersion)
  const problems = [...checkHeartbeat(source, values), ...checkMonitors(source, values)]
  if (problems.length > 0) throw createProblemsError(file, problems)
  return values
}

/** Parses chart values without NPD's checks. Throws a UserError if a value has the wrong type. */
export const parseTypeCheckedValues = (source: ValuesSource): NpdValues => {
  const typeProblems = checkShapes(source)
  if (typeProblems.length > 0) throw createProblemsError(source.file, typeProblems)
  return withDefaults((source.value ?? {}) as RawValues)
}

/** Sets the version for an image that does not name one. */
const withVersion = (values: NpdValues, npdVersion: string | undefined): NpdValues => ({
  ...values,
  npdVersion: values.npdVersion ?? npdVersion,
})

const withDefaults = (raw: RawValues): NpdValues => {
  const { repository = defaultRepository, tag = defaultTag, digest, pullPolicy } = raw.image ?? {}
  return {
    image: digest ? `${repository}@${digest}` : `${repository}:${tag}`,
    npdVersion: npdVersionOf(`${repository}:${tag}`),
    pullPolicy: pullPolicy ?? 'IfNotPresent',
    heartBeatPeriod: raw.settings?.heartBeatPeriod ?? '5m0s',
    customPluginMonitors: raw.settings?.custom_plugin_monitors ?? [],
    customMonitorDefinitions: raw.settings?.custom_monitor_definitions ?? {},
    labels: raw.labels ?? {},
    annotations: raw.annotations ?? {},
    env: raw.env ?? [],
    updateStrategy: raw.updateStrategy ?? 'RollingUpdate',
    maxUnavailable: raw.maxUnavailable ?? 1,
    hostNetwork: raw.hostNetwork ?? false,
    createsRole: raw.rbac?.create ?? true,
    logMonitors: raw.settings?.log_monitors ?? defaultLogMonitors,
    extraArgs: raw.settings?.extraArgs ?? [],
    extraVolumes: raw.extraVolumes ?? [],
    extraVolumeMounts: raw.extraVolumeMounts ?? [],
    extraRules: (raw.rbac?.clusterRole?.extraRules ?? []).map(
      ({ apiGroups = [], resources = [], verbs = [] }) => ({ apiGroups, resources, verbs }),
    ),
  }
}

const checkHeartbeat = (
  { locationOf }: ValuesSource,
  { heartBeatPeriod }: NpdValues,
): Problem[] => {
  const problem = checkHeartbeatPeriod(heartBeatPeriod)
  return problem ? [{ ...locationOf(['settings', 'heartBeatPeriod']), ...problem }] : []
}

/** Checks a heartbeat period, which is a Go duration. */
export const checkHeartbeatPeriod = (period: string): Omit<Problem, 'position'> | undefined => {
  try {
    formatDuration(parseDuration(period))
    return undefined
  } catch {
    return {
      message: `\`heartBeatPeriod\` is not a duration: \`${period}\``,
      fix: 'write a duration, for example 30s or 5m',
    }
  }
}

/** Checks every definition that NPD loads, by the same rules as NPD. */
const checkMonitors = (source: ValuesSource, values: NpdValues): Problem[] => {
  if (values.customPluginMonitors.length === 0)
    return [
      {
        ...source.locationOf(monitorsPath),
        message: '`custom_plugin_monitors` is missing or empty, so NPD would not run any plugins',
        fix: `list at least one definition, for example ${mountPath}/network-monitor.json`,
      },
    ]
  return listDefinitions(values).flatMap(({ path, key, parsed }, index) =>
    parsed
      ? parsed.problems.map(({ offset, message, fix }) => ({
          ...source.locationInside([...definitionsPath, key], offset),
          message,
          fix,
        }))
      : {
          ...source.locationOf([...monitorsPath, index]),
          message: `\`custom_monitor_definitions\` does not contain a key for ${path}`,
          fix: `add the missing key, or correct the path; the existing keys are ${Object.keys(values.customMonitorDefinitions).join(', ') || 'none'}`,
        },
  )
}

/**
 * A definition that NPD is configured to load: its path in the container, and its content if
 * `custom_monitor_definitions` contains it.
 */
export type ListedDefinition =
  | { path: string; key: string; text: string; parsed: ParsedConfig }
  | { path: string; key?: undefined; text?: undefined; parsed?: undefined }

/**
 * The definitions in `custom_plugin_monitors`, in NPD's order. Scripts outside the mounted folder
 * come from the image and cannot be checked here.
 */
export const listDefinitions = (values: NpdValues): ListedDefinition[] => {
  const { customPluginMonitors, customMonitorDefinitions: definitions, npdVersion } = values
  const pathExists = (path: string): boolean => {
    const key = keyOf(path)
    return key === undefined || Object.hasOwn(definitions, key)
  }
  return customPluginMonitors.map(path => {
    const key = keyOf(path)
    const text = key !== undefined && Object.hasOwn(definitions, key) ? definitions[key] : undefined
    if (key === undefined || text === undefined) return { path }
    return {
      path,
      key,
      text,
      parsed: parseConfig(text, { configPath: path, pathExists, npdVersion }),
    }
  })
}

/** The key whose text is mounted at this path in the container. */
const keyOf = (path: string): string | undefined =>
  new RegExp(`^(?:\\./|/)?${mountPath.slice(1)}/([^/]+)$`).exec(path)?.[1]

/** The condition types that NPD reports with these values, in order. */
export const listConditionTypes = (values: NpdValues): string[] => {
  const types = listDefinitions(values).flatMap(
    ({ parsed }) => parsed?.config?.defaultConditions.map(({ type }) => type) ?? [],
  )
  return [...new Set(types)]
}
