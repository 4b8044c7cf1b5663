import { applyConfiguration } from './config-defaults.mts'
import { findMetricProblems } from './config-metrics.mts'
import type { ConfigProblem, UnplacedProblem } from './config-problem.mts'
import { type CustomPluginConfig, customPluginConfigType, type RawConfig } from './config-types.mts'
import { findPanics, validateConfig } from './config-validate.mts'
import { decodeJson, offsetOf } from './go/json-decode.mts'
import { type JsonNode, JsonSyntaxError, parseJson } from './go/json-parse.mts'
import { quote } from './go/quote.mts'

export interface ConfigContext {
  /** The definition's path in the container, which NPD's messages name. */
  configPath: string
  /** Whether NPD, started in `/` of its container, finds a file at this path. */
  pathExists(path: string): boolean
}

export interface ParsedConfig {
  /** Undefined if NPD would not come up with it. */
  config?: CustomPluginConfig
  /** As `config`, also if NPD would not come up with it; undefined if it could not be read at all. */
  attempted?: CustomPluginConfig
  /** The first one is what NPD dies of; the others would be next. */
  problems: ConfigProblem[]
}

/** Reads a monitor definition as NPD v1.36.0 does: JSON, defaults, checks. */
export const parseConfig = (text: string, context: ConfigContext): ParsedConfig => {
  const { configPath, pathExists } = context
  const json = readJson(text, configPath)
  if ('problems' in json) return json
  const { value, errors } = decodeJson(json.node, customPluginConfigType)
  if (errors.length > 0) {
    const problems = errors.map(({ message, path, node }) => ({
      ...notUnmarshalled('wrong-type', message, configPath),
      path,
      offset: node.offset,
      fix: 'write a value of the type named last',
    }))
    return { problems }
  }
  const applied = applyConfiguration(value as RawConfig, configPath)
  const { config } = applied
  const invalid = validateConfig(config, pathExists).filter(
    ({ rule, path }) =>
      applied.problems.length === 0 || isIndependent(rule, path, applied.problems),
  )
  const later = [...findPanics(config), ...findMetricProblems(config)].sort(
    (a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage),
  )
  const problems = [...applied.problems, ...invalid, ...later].map(problem => ({
    ...problem,
    offset: offsetOf(json.node, problem.path),
  }))
  const isTaken = problems.every(({ stage }) => stage !== 'parse')
  return { config: isTaken ? config : undefined, attempted: config, problems }
}

/** In the order in which NPD comes to them. */
const stages: ConfigProblem['stage'][] = ['parse', 'load', 'run']

/** Whether a check says something true of a definition with times or rules that cannot be read. */
const isIndependent = (
  rule: string,
  [, index]: (string | number)[],
  problems: UnplacedProblem[],
): boolean =>
  rule !== 'rule-timeout' &&
  !problems.some(problem => problem.rule === 'null-rule' && problem.path[1] === index)

const readJson = (text: string, configPath: string): { node: JsonNode } | ParsedConfig => {
  try {
    return { node: parseJson(text) }
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    const problem = notUnmarshalled('json-syntax', error.message, configPath)
    return {
      problems: [
        { ...problem, path: [], offset: error.offset, fix: 'fix the JSON here or just before' },
      ],
    }
  }
}

const notUnmarshalled = (rule: string, message: string, configPath: string) => ({
  rule,
  message,
  stage: 'parse' as const,
  death: {
    site: 'configNotUnmarshalled' as const,
    message: `Failed to unmarshal configuration file ${quote(configPath)}: ${message}`,
  },
})
