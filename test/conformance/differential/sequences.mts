import type { Payload } from './payloads.mts'

/** How a process ends: with an exit code or by a signal. */
export type Exit = { code: number } | { signal: number }

/** How one run of a script ends. */
export type Ending =
  | ({ how: 'exit'; afterMs?: number } & Exit)
  /** Does not end: waits for a child, replaces itself with another program, or is stopped by a signal. */
  | { how: 'hang'; by: 'child' | 'exec' | 'stop' }
  /**
   * Ends while a child keeps running. The child keeps stdout open, except `silent`. `stray` is outside the
   * process group.
   */
  | { how: 'orphan'; exit: Exit; child: 'stays' | 'stray' | 'writes' | 'silent' }

/** The defect of a script's file. */
export type Fault = 'missing' | 'not-executable' | 'no-format' | 'no-interpreter' | 'folder'

/** One run of a script: its output and how it ends. */
export interface Step {
  stdout: Payload
  stderr: Payload
  ending: Ending
  /** The file is broken in this round, so the script does not run. */
  fault?: Fault
}

export interface ScriptedRule {
  /** The name of the script, without `.sh`. */
  name: string
  type: string
  condition: string
  reason: string
  args?: string[]
  timeout?: string
  steps: Step[]
}

export interface PluginConfig {
  invoke_interval: string
  timeout: string
  max_output_length?: number
  concurrency: number
  enable_message_change_based_condition_update?: boolean
  skip_initial_status?: boolean
}

/** One run of NPD with one monitor definition, whose scripts play their steps. */
export interface Sequence {
  name: string
  theme: Theme
  pluginConfig: PluginConfig
  metricsReporting?: boolean
  rules: ScriptedRule[]
  /** The rounds are far enough apart that NPD writes every state of a condition. */
  spaced: boolean
}

export type Theme =
  | 'codes'
  | 'outputs'
  | 'signals'
  | 'two-rules'
  | 'mixed'
  | 'hangs'
  | 'rule-timeout'
  | 'faults'
  | 'huge'
  | 'spaced'
  | 'storm'
  | 'stderr'

export const roundsOf = ({ rules }: Sequence): number =>
  Math.max(...rules.map(({ steps }) => steps.length))

/** Whether the scripts of a round run concurrently. Their results can then arrive in any order. */
export const isConcurrent = ({ pluginConfig, rules }: Sequence): boolean =>
  pluginConfig.concurrency > 1 && rules.length > 1

/** The rule that ends every sequence. It runs first in each round. */
export const endRule = {
  name: 'end',
  type: 'permanent',
  condition: 'Ended',
  reason: 'SequenceFailed',
  defaultReason: 'SequenceRuns',
  defaultMessage: 'runs',
  message: 'ended',
}

const healthyOf = (condition: string) => ({
  type: condition,
  reason: `${condition}IsFine`,
  message: `${condition} is well`,
})

/** Returns the monitor definition of a sequence, in NPD's format. */
export const definitionOf = ({ name, pluginConfig, metricsReporting, rules }: Sequence) => {
  const { condition, defaultReason, defaultMessage } = endRule
  const types = [...new Set(rules.map(rule => rule.condition))]
  return {
    plugin: 'custom',
    pluginConfig,
    source: name,
    ...(metricsReporting !== undefined && { metricsReporting }),
    conditions: [
      { type: condition, reason: defaultReason, message: defaultMessage },
      ...types.filter(Boolean).map(healthyOf),
    ],
    rules: [endRule, ...rules].map(rule => ({
      type: rule.type,
      condition: rule.condition,
      reason: rule.reason,
      path: `./custom-config/${rule.name}.sh`,
      ...('args' in rule && rule.args && { args: rule.args }),
      ...('timeout' in rule && rule.timeout && { timeout: rule.timeout }),
    })),
  }
}
