import { applyConfiguration } from './config-defaults.mts'
import { findMetricProblems } from './config-metrics.mts'
import type { ConfigProblem, ProblemWithoutOffset } from './config-problem.mts'
import { type CustomPluginConfig, customPluginConfigType, type RawConfig } from './config-types.mts'
import { findPanics, validateConfig } from './config-validate.mts'
import { decodeJson, findOffset } from './go/json-decode.mts'
import { type JsonNode, JsonSyntaxError, parseJson } from './go/json-parse.mts'
import { quote } from './go/quote.mts'
import { defaultNpdVersion } from './version.mts'

export interface ConfigContext {
  /** The path of the definition in the container, which appears in NPD's messages. */
  configPath: string
  /** Whether a file exists at this path in the container, relative to `/`. */
  pathExists(path: string): boolean
  /** Example: `v1.36.0`. Default: `defaultNpdVersion`. */
  npdVersion?: string
}

export interface ParsedConfig {
  /** Undefined if NPD rejects the definition. */
  config?: CustomPluginConfig
  /** The configuration even if NPD rejects it. Undefined if the definition cannot be decoded. */
  uncheckedConfig?: CustomPluginConfig
  /** The problems in NPD's order. NPD exits at the first one. */
  problems: ConfigProblem[]
}

/**
 * Parses a monitor definition, applies default values, and validates it, as NPD does in version
 * `context.npdVersion`.
 */
export const parseConfig = (text: string, context: ConfigContext): ParsedConfig => {
  const { configPath, pathExists, npdVersion = defaultNpdVersion } = context
  const json = readJson(text, configPath)
  if ('problems' in json) return json
  const { value, errors } = decodeJson(json.node, customPluginConfigType(npdVersion))
  if (errors.length > 0) {
    const problems = errors.map(({ message, path, node }) => ({
      ...createUnmarshalProblem('wrong-type', message, configPath),
      path,
      offset: node.offset,
      fix: 'use a value of the type named in the message',
    }))
    return { problems }
  }
  const applied = applyConfiguration(value as RawConfig, { configPath, npdVersion })
  const { config } = applied
  const validationProblems = validateConfig(config, { pathExists, npdVersion }).filter(
    ({ rule, path }) =>
      applied.problems.length === 0 || isIndependent(rule, path, applied.problems),
  )
  const laterProblems = [...findPanics(config, npdVersion), ...findMetricProblems(config)].sort(
    (a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage),
  )
  const problems = [...applied.problems, ...validationProblems, ...laterProblems].map(problem => ({
    ...problem,
    offset: findOffset(json.node, problem.path),
  }))
  const isAccepted = problems.every(({ stage }) => stage !== 'parse')
  return { config: isAccepted ? config : undefined, uncheckedConfig: config, problems }
}

/** The stages in the order in which NPD reaches them. */
const stages: ConfigProblem['stage'][] = ['parse', 'load', 'run']

/** Whether a problem still applies even if some durations or rules could not be read. */
const isIndependent = (
  rule: string,
  [, index]: (string | number)[],
  problems: ProblemWithoutOffset[],
): boolean =>
  rule !== 'rule-timeout' &&
  !problems.some(problem => problem.rule === 'null-rule' && problem.path[1] === index)

const readJson = (text: string, configPath: string): { node: JsonNode } | ParsedConfig => {
  try {
    return { node: parseJson(text) }
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    const problem = createUnmarshalProblem('json-syntax', error.message, configPath)
    return {
      problems: [
        {
          ...problem,
          path: [],
          offset: error.offset,
          fix: 'correct the JSON at or before the reported position',
        },
      ],
    }
  }
}

const createUnmarshalProblem = (rule: string, message: string, configPath: string) => ({
  rule,
  message,
  stage: 'parse' as const,
  termination: {
    site: 'configUnmarshalFailed' as const,
    message: `Failed to unmarshal configuration file ${quote(configPath)}: ${message}`,
  },
})
