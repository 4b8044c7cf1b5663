import { colorsFor } from '../../cli/colors.mts'
import { UserError } from '../../cli/errors.mts'

/** Something that a cluster requires of the machine. */
export interface Check {
  what: string
  /**
   * Resolves with what was found, for example `v0.30.0`. Rejects with an UnmetRequirement, or with a Shortage
   * if the cluster may still run.
   */
  look: () => Promise<string> | string
}

/** A requirement that is not met. The message is a fragment for `renderFindings`, and the hint is the fix. */
export class UnmetRequirement extends UserError {}

/** A resource is scarce, but the cluster may still run. */
export class Shortage extends UnmetRequirement {}

/** The result of a check. */
export interface Finding {
  what: string
  state: 'ok' | 'insufficient' | 'missing'
  /** What was found, or why it is not sufficient. */
  found: string
  fix?: string | undefined
}

/** Runs all checks concurrently. */
export const examine = (checks: Check[]): Promise<Finding[]> => Promise.all(checks.map(look))

const look = async ({ what, look }: Check): Promise<Finding> => {
  try {
    return { what, state: 'ok', found: await look() }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { message: found, hint } = error
    const state = error instanceof Shortage ? 'insufficient' : 'missing'
    return { what, state, found, fix: hint }
  }
}

const whatWidth = 16

/** One line for each finding, with the fix below it. */
export const renderFindings = (findings: Finding[], colors = colorsFor('stdout')): string => {
  const marks = {
    ok: colors.green('✓'),
    insufficient: colors.yellow('!'),
    missing: colors.red('✗'),
  }
  return findings
    .flatMap(({ what, state, found, fix }) => [
      `  ${marks[state]} ${what.padEnd(whatWidth)}${found}`,
      ...(fix ? [`    ${' '.repeat(whatWidth)}${fix}`] : []),
    ])
    .map(line => `${line}\n`)
    .join('')
}

export const missingIn = (findings: Finding[]): Finding[] =>
  findings.filter(({ state }) => state === 'missing')

/** Throws a UserError that lists every missing requirement and its fix. */
export const requireAll = (purpose: string, findings: Finding[]): void => {
  const lines = missingIn(findings).flatMap(({ what, found, fix }) => [
    `    ${what}: ${found}`,
    ...(fix ? [`      ${fix}`] : []),
  ])
  if (lines.length > 0)
    throw new UserError(
      [`Failed to start ${purpose}: requirements are missing:`, ...lines].join('\n'),
      'Run `npx zx scripts/doctor.mts` to see all requirements.',
    )
}
