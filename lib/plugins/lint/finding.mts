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
  /** The offset in the mounted file, if the finding is about a mounted file. */
  source?: { path: string; offset: number }
}

/** The details of a finding: everything except its severity and position. */
export type FindingDetails = Pick<Finding, 'rule' | 'message' | 'effect' | 'fix' | 'lastLogLine'>

export const findingAt = (file: string, position: Position, details: FindingDetails): Finding => ({
  ...details,
  severity: lintRules[details.rule].severity,
  file,
  position,
})

/** Returns a finding in a mounted file. `offset` counts UTF-16 code units. */
export const findingIn = (
  mountedFiles: MountedFile,
  offset: number,
  details: FindingDetails,
): Finding => ({
  ...findingAt(mountedFiles.file, mountedFiles.positionOf(offset), details),
  source: { path: mountedFiles.path, offset },
})
