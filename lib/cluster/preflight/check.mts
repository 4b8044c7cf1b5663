import { colorsFor } from '../../cli/colors.mts'
import { UserError } from '../../cli/errors.mts'

/** Something that a cluster needs of the machine. */
export interface Check {
  what: string
  /**
   * Resolves with what is there, as in `v0.30.0`. Rejects with a UserError if that is not enough, whose
   * hint is the fix; a Shortage if it may do all the same.
   */
  look: () => Promise<string> | string
}

/** There is little of something; the cluster may run with it. */
export class Shortage extends UserError {}

/** What a check came to. */
export interface Finding {
  what: string
  state: 'ok' | 'insufficient' | 'missing'
  /** What is there, or what is wrong with it. */
  found: string
  fix?: string | undefined
}

/** Makes all checks, at the same time. */
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

/** A line for each finding, with the fix below it. */
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

/** Throws a UserError that has all that is lacking for `purpose`, each with its fix. */
export const requireAll = (purpose: string, findings: Finding[]): void => {
  const lines = missingIn(findings).flatMap(({ what, found, fix }) => [
    `    ${what}: ${found}`,
    ...(fix ? [`      ${fix}`] : []),
  ])
  if (lines.length > 0)
    throw new UserError(
      [`Failed to find what ${purpose} needs:`, ...lines].join('\n'),
      '`npx zx scripts/doctor.mts` shows all of it.',
    )
}
