import type { Position } from '../../yaml/source.mts'
import type { MountedFile } from '../plugin-files.mts'
import { lintRules, type RuleName } from './rules.mts'

export interface Finding {
  rule: RuleName
  severity: 'error' | 'warning'
  file: string
  position: Position
  /** The problem, as a clause. */
  message: string
  /** The consequence in NPD, as a clause. */
  effect: string
  fix: string
  /** NPD's last log line, if it exits because of this. */
  lastLogLine?: string
  /** The position in a mounted file. */
  source?: { path: string; offset: number }
}

/** A finding without its position. */
export type FindingText = Pick<Finding, 'rule' | 'message' | 'effect' | 'fix' | 'lastLogLine'>

export const findingAt = (file: string, position: Position, words: FindingText): Finding => ({
  ...words,
  severity: lintRules[words.rule].severity,
  file,
  position,
})

/** A finding at a character of a mounted file. */
export const findingIn = (mounted: MountedFile, offset: number, words: FindingText): Finding => ({
  ...findingAt(mounted.file, mounted.positionOf(offset), words),
  source: { path: mounted.path, offset },
})
