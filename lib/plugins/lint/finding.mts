import type { Position } from '../../yaml/source.mts'
import type { MountedFile } from '../plugin-files.mts'
import { lintRules, type RuleName } from './rules.mts'

export interface Finding {
  rule: RuleName
  severity: 'error' | 'warning'
  file: string
  position: Position
  /** The problem, as a clause without a full stop. */
  message: string
  /** What NPD does because of the problem. */
  effect: string
  /** The remedy, as an imperative clause. */
  fix: string
  /** The exact text of NPD's last log line or panic, if the problem makes NPD exit. */
  lastLogLine?: string
  /** The position in the mounted file, if the finding is about one. */
  source?: { path: string; offset: number }
}

/** A finding without its position. */
export type FindingText = Pick<Finding, 'rule' | 'message' | 'effect' | 'fix' | 'lastLogLine'>

export const findingAt = (file: string, position: Position, text: FindingText): Finding => ({
  ...text,
  severity: lintRules[text.rule].severity,
  file,
  position,
})

/** Returns a finding at a character of a mounted file: `offset` counts UTF-16 units. */
export const findingIn = (mounted: MountedFile, offset: number, text: FindingText): Finding => ({
  ...findingAt(mounted.file, mounted.positionOf(offset), text),
  source: { path: mounted.path, offset },
})
