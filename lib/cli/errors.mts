/**
 * An error that the user can fix. `runScript` prints the message and the hint, without a stack trace. The
 * message has the form "Failed to <verb> <object>: <cause with the value received>."; the hint is one
 * imperative sentence with the fix.
 */
export class UserError extends Error {
  readonly hint: string | undefined

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UserError'
    this.hint = hint
  }
}

interface UsageProblem {
  /** The value received, if there was one. */
  value?: string | undefined
  reason: string
  /** A correct use, for example `--heartbeat 5s`. */
  example: string
}

/** Incorrect use of an option or argument: exit code 2. */
export class UsageError extends UserError {
  override readonly name = 'UsageError'

  constructor(subject: string, { value, reason, example }: UsageProblem) {
    const received = value === undefined ? '' : ` \`${value}\``
    super(`Invalid ${subject}${received}: ${reason}. Example: ${example}`)
  }
}

/** Returns the message of a thrown value of any type. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
