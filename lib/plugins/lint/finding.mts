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
  /** The path of the mounted file and the offset in it, if the finding is about a mounted file. */
  source?: { path: string; offset: number }
}

/** The details of a finding: everything except its severity and position. */
export type FindingDetails = Pick<Finding, 'rule' | 'message' | 'effect' | 'fix' | 'lastLogLine'>

export const createFindingAt = (
  file: string,
  position: Position,
  details: FindingDetails,
): Finding => ({
  ...details,
  severity: lintRules[details.rule].severity,
  file,
  position,
})

/** Returns a finding in a mounted file. `offset` counts UTF-16 code units. */
export const createFindingIn = (
  mountedFile: MountedFile,
  offset: number,
  details: FindingDetails,
): Finding => ({
  ...createFindingAt(mountedFile.file, mountedFile.positionOf(offset), details),
  source: { path: mountedFile.path, offset },
})
