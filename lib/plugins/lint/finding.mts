import type { Position } from '../../yaml/source.mts'
import type { MountedFile } from '../plugin-files.mts'
import { lintRules, type RuleName } from './rules.mts'

export interface Finding {
  rule: RuleName
  severity: 'error' | 'warning'
  file: string
  position: Position
  /** What is wrong. */
  message: string
  /** What happens in NPD because of it. */
  effect: string
  fix: string
  /** What NPD says last, word for word, where it dies of it. */
  lastWords?: string
  /** Where it stands inside a mounted file. */
  source?: { path: string; offset: number }
}

/** What a check says; where is said beside it. */
export type FindingText = Pick<Finding, 'rule' | 'message' | 'effect' | 'fix' | 'lastWords'>

export const findingAt = (file: string, position: Position, words: FindingText): Finding => ({
  ...words,
  severity: lintRules[words.rule].severity,
  file,
  position,
})

/** At a character of a mounted file. */
export const findingIn = (mounted: MountedFile, offset: number, words: FindingText): Finding => ({
  ...findingAt(mounted.file, mounted.positionOf(offset), words),
  source: { path: mounted.path, offset },
})
