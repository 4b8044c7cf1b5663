import { colorsFor } from '../../cli/colors.mts'
import { UserError } from '../../cli/errors.mts'

/** A check that the machine meets one requirement of a cluster. */
export interface Check {
  name: string
  /**
   * Resolves with what was found, for example `v0.30.0`. Rejects with an UnmetRequirement, or with a Limitation
   * if the cluster may still run.
   */
  run: () => Promise<string> | string
}

/** A requirement that is not met. The message is a fragment for `renderFindings`, and the hint is the fix. */
export class UnmetRequirement extends UserError {}

/** A requirement that is not fully met, although the cluster may still run. */
export class Limitation extends UnmetRequirement {}

/** The result of a check. */
export interface Finding {
  name: string
  state: 'ok' | 'limited' | 'unmet'
  /** What was found, or why it is not sufficient. */
  detail: string
  fix?: string | undefined
}

/** Runs all checks concurrently. */
export const runChecks = (checks: Check[]): Promise<Finding[]> => Promise.all(checks.map(runCheck))

const runCheck = async ({ name, run }: Check): Promise<Finding> => {
  try {
    return { name, state: 'ok', detail: await run() }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { message: detail, hint } = error
    const state = error instanceof Limitation ? 'limited' : 'unmet'
    return { name, state, detail, fix: hint }
  }
}

const nameWidth = 16

/** One line for each finding, with the fix below it. */
export const renderFindings = (findings: Finding[], colors = colorsFor('stdout')): string => {
  const marks = {
    ok: colors.green('✓'),
    limited: colors.yellow('!'),
    unmet: colors.red('✗'),
  }
  return findings
    .flatMap(({ name, state, detail, fix }) => [
      `  ${marks[state]} ${name.padEnd(nameWidth)}${detail}`,
      ...(fix ? [`    ${' '.repeat(nameWidth)}${fix}`] : []),
    ])
    .map(line => `${line}\n`)
    .join('')
}

export const findUnmet = (findings: Finding[]): Finding[] =>
  findings.filter(({ state }) => state === 'unmet')

/** Throws a UserError that lists every unmet requirement and its fix. */
export const requireAllMet = (target: string, findings: Finding[]): void => {
  const lines = findUnmet(findings).flatMap(({ name, detail, fix }) => [
    `    ${name}: ${detail}`,
    ...(fix ? [`      ${fix}`] : []),
  ])
  if (lines.length > 0)
    throw new UserError(
      [`Failed to start the ${target} cluster: these requirements are not met:`, ...lines].join(
        '\n',
      ),
      'Run `npx zx scripts/doctor.mts` to see all requirements.',
    )
}
