import type { Payload } from './payloads.mts'

/** How a process ends by itself. */
export type Exit = { code: number } | { signal: number }

/** How one run of a script ends. */
export type Ending =
  | ({ how: 'exit'; afterMs?: number } & Exit)
  /** Stays: waiting for a child, as another program, or stopped by a signal. */
  | { how: 'hang'; by: 'child' | 'exec' | 'stop' }
  /** Ends, while a child goes on that writes to the same output; `stray` has left the group. */
  | { how: 'orphan'; exit: Exit; child: 'stays' | 'stray' | 'writes' | 'silent' }

/** What is wrong with the file of a script. */
export type Fault = 'missing' | 'not-executable' | 'no-format' | 'no-interpreter' | 'folder'

/** One run of one script: what it writes, and how it ends. */
export interface Step {
  stdout: Payload
  stderr: Payload
  ending: Ending
  /** The file is broken in this round: nothing of the above happens. */
  fault?: Fault
}

export interface ScriptedRule {
  /** Of its script, without `.sh`. */
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

/** One life of NPD with one monitor definition, whose scripts play their steps. */
export interface Sequence {
  name: string
  theme: Theme
  pluginConfig: PluginConfig
  metricsReporting?: boolean
  rules: ScriptedRule[]
  /** Rounds are so far apart that every state of a condition is written. */
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

/** Scripts of a round run at once, so that their results may come in any order. */
export const isConcurrent = ({ pluginConfig, rules }: Sequence): boolean =>
  pluginConfig.concurrency > 1 && rules.length > 1

/** The rule that ends every sequence; it runs first in each round. */
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

/** The monitor definition of a sequence, as NPD reads it. */
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
