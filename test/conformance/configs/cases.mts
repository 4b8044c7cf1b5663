import type { Case } from './cases/definition.mts'
import { durations, settings, types } from './cases/fields.mts'
import { files } from './cases/files.mts'
import { keys, syntax } from './cases/json.mts'
import { metrics, rules } from './cases/rules.mts'

export type { Case } from './cases/definition.mts'

export const cases: Case[] = [
  ...syntax,
  ...keys,
  ...types,
  ...durations,
  ...settings,
  ...rules,
  ...metrics,
  ...files,
]
